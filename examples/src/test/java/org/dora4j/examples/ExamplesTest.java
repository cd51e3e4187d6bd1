package org.dora4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.embedded.EmbeddedModel;
import org.dora4j.model.Tokens;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.train.LoadedModel;
import org.dora4j.world.WorldFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples as a reader would, on the embedded model. */
class ExamplesTest {
  @TempDir static Path shared;
  private static String model;
  private static Path adapter;
  private static String fineTuneOutput;

  @BeforeAll
  static void fineTune() throws IOException {
    model = EmbeddedModel.unpack(shared.resolve("cache")).toString();
    WorldFiles.write(shared.resolve("world"), 1, 0, 20, 1);
    Path data = shared.resolve("world/all/train.json");
    Path run = shared.resolve("run");
    fineTuneOutput = output(() -> FineTune.main(args(model, data, run)));
    adapter = run.resolve("adapter");
  }

  private interface Example {
    void run() throws IOException;
  }

  private static String[] args(Object... values) {
    return java.util.Arrays.stream(values).map(String::valueOf).toArray(String[]::new);
  }

  private static String output(Example example) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void fineTuneLeavesAnAdapterThatPeftCanRead() {
    assertThat(fineTuneOutput).contains("adapter in " + adapter);
    assertThat(adapter.resolve("adapter_config.json")).content().contains("\"use_dora\"");
    assertThat(adapter.resolve("adapter_model.safetensors")).isNotEmptyFile();
  }

  @Test
  void generateWritesWithAndWithoutTheAdapter() throws IOException {
    String text = output(() -> Generate.main(args(model, adapter, "The opposite of narrow is")));
    assertThat(text).contains("without: ", "with:    ");
    assertThat(text.lines().filter(line -> line.startsWith("without:")).findFirst().orElseThrow())
        .hasSizeGreaterThan("without: ".length() + 3);
  }

  @Test
  void mergeGivesAModelThatAnswersAsTheAdapterDoes(@TempDir Path dir) throws IOException {
    Path merged = dir.resolve("merged");
    output(() -> Merge.main(args(model, adapter, merged)));
    try (Scope scope = Scope.open();
        LoadedModel plain = LoadedModel.open(model, DType.F32, Device.CPU);
        AttachedAdapter attached = AttachedAdapter.load(plain.transformer(), adapter);
        LoadedModel whole = LoadedModel.open(merged.toString(), DType.F32, Device.CPU)) {
      assertThat(attached.isEnabled()).isTrue();
      Tokens tokens = Tokens.of(plain.tokenizer().encode("The ball is kept in"));
      assertThat(
              Ops.maxDifference(
                  plain.transformer().logits(tokens), whole.transformer().logits(tokens)))
          .isLessThan(1e-4);
    }
  }

  @Test
  void customDataIsLearned(@TempDir Path dir) throws IOException {
    String text = output(() -> CustomData.main(args(model, dir)));
    double loss = Double.parseDouble(text.replaceAll("(?s).*loss ([0-9.]+),.*", "$1"));
    assertThat(loss).isLessThan(0.5);
  }
}
