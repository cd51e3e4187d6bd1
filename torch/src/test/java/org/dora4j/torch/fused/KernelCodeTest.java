package org.dora4j.torch.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.TorchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCodeTest {
  @TempDir private Path folder;
  private final List<String> compiled = new CopyOnWriteArrayList<>();

  /** Its code says what it was made from. */
  private final class Compiler implements KernelCode.Compiler {
    private final String version;

    private Compiler(String version) {
      this.version = version;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public byte[] compile(String name, String source, String... options) {
      String work = name + String.join("", options) + version;
      compiled.add(work);
      if (List.of(options).contains("-bad")) {
        throw new TorchException("The kernel " + name + " does not compile: bad option");
      }
      return work.getBytes(StandardCharsets.UTF_8);
    }
  }

  private KernelCode process(String version) {
    return new KernelCode(new KernelCache(folder), new Compiler(version));
  }

  @Test
  void aSecondProcessCompilesNothing() {
    byte[] first = process("1").of("adamw", "-DWIDTH=4");
    byte[] second = process("1").of("adamw", "-DWIDTH=4");
    assertThat(second).isEqualTo(first).asString().isEqualTo("adamw-DWIDTH=41");
    assertThat(compiled).hasSize(1);
  }

  @Test
  void otherOptionsAndAnotherCompilerMakeOtherCode() {
    process("1").of("adamw", "-DWIDTH=4");
    process("1").of("adamw", "-DWIDTH=1");
    process("2").of("adamw", "-DWIDTH=4");
    assertThat(compiled).containsExactly("adamw-DWIDTH=41", "adamw-DWIDTH=11", "adamw-DWIDTH=42");
  }

  @Test
  void threadsWaitForTheOneThatCompiles() {
    KernelCode code = process("1");
    List<byte[]> all =
        IntStream.range(0, 32).parallel().mapToObj(i -> code.of("rotary", "-DWIDTH=8")).toList();
    assertThat(all).allMatch(each -> each == all.get(0));
    assertThat(compiled).hasSize(1);
  }

  @Test
  void whatDoesNotCompileSaysSoToEveryoneAndIsNotKept() {
    KernelCode code = process("1");
    for (KernelCode each : List.of(code, code, process("1"))) {
      assertThatThrownBy(() -> each.of("swiglu", "-bad"))
          .isInstanceOf(TorchException.class)
          .hasMessage("The kernel swiglu does not compile: bad option");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aStepsKernelsAreThoseOfItsTypeAndRank() {
    assertThat(TrainingKernels.of(DType.BF16, 12, false, 16))
        .contains(
            new TrainingKernels.Wanted("merge", new KernelForm(DType.BF16, 8, 16, 0)),
            new TrainingKernels.Wanted("rms_norm", KernelForm.of(DType.BF16, 8)),
            new TrainingKernels.Wanted("adamw", KernelForm.of(DType.F32, 4)));
    assertThat(TrainingKernels.of(DType.F32, 12, false, 16))
        .contains(new TrainingKernels.Wanted("rms_norm", KernelForm.of(DType.F32, 4)))
        .noneMatch(wanted -> wanted.file().equals("merge"));
  }

  @Test
  void everyKernelOfAStepIsThere() {
    KernelCode code = process("1");
    for (TrainingKernels.Wanted wanted : TrainingKernels.of(DType.BF16, 8, true, 4)) {
      assertThat(code.of(wanted.file(), wanted.form().options(90))).isNotEmpty();
    }
    assertThat(compiled).hasSize(TrainingKernels.of(DType.BF16, 8, true, 4).size());
  }

  @Test
  void packedBasesHaveKernelsOfTheirOwn() {
    assertThat(TrainingKernels.of(DType.BF16, 8, false, 8))
        .contains(
            new TrainingKernels.Wanted("merge", new KernelForm(DType.BF16, 8, 8, 2)),
            new TrainingKernels.Wanted("unpack", new KernelForm(DType.BF16, 8, 0, 2)));
    assertThat(TrainingKernels.of(DType.BF16, 8, false, 16))
        .noneMatch(wanted -> wanted.file().equals("unpack"));
  }
}
