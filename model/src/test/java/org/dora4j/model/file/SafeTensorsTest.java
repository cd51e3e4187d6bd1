package org.dora4j.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root"))
          .resolve("testdata/golden/models/mha/model.safetensors");

  @TempDir Path folder;

  private static Map<String, Tensor> two() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("zeta", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("alpha", Tensors.of(new long[] {7}, 1));
    return tensors;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeComesBackAsItWas(DType dtype) {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.of(new float[] {0, 1, 0, 1, 1, 0}, 2, 3).to(dtype);
      SafeTensors.write(file, Map.of("x", tensor), Map.of());
      try (SafeTensors read = SafeTensors.open(file)) {
        assertThat(read.dtype("x")).isEqualTo(dtype);
        assertThat(Ops.identical(read.tensor("x"), tensor)).isTrue();
      }
    }
  }

  @Test
  void orderAndMetadataAreKept() {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = Scope.open()) {
      SafeTensors.write(file, two(), Map.of("format", "pt"));
      try (SafeTensors read = SafeTensors.open(file)) {
        assertThat(read.names()).containsExactly("zeta", "alpha");
        assertThat(read.shape("zeta")).containsExactly(2, 3);
        assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(read.tensor("alpha").toLongs()).containsExactly(7);
      }
    }
  }

  @Test
  void readingAndWritingAgainGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("a.safetensors");
    Path second = folder.resolve("b.safetensors");
    try (Scope scope = Scope.open()) {
      SafeTensors.write(first, two(), Map.of("format", "pt"));
      try (SafeTensors read = SafeTensors.open(first)) {
        Map<String, Tensor> again = new LinkedHashMap<>();
        read.names().forEach(name -> again.put(name, read.tensor(name)));
        SafeTensors.write(second, again, read.metadata());
      }
    }
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(headerLength(Files.readAllBytes(first)) % 8).isZero();
  }

  @Test
  void viewsAreWrittenAsTheyLook() {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = Scope.open()) {
      Tensor square = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
      SafeTensors.write(file, Map.of("t", square.t()), Map.of());
      try (SafeTensors read = SafeTensors.open(file)) {
        assertThat(read.tensor("t").toFloats()).containsExactly(1, 3, 2, 4);
      }
    }
  }

  @Test
  void tensorsAreViewsOfTheFileAndOutliveIt() {
    try (Scope scope = Scope.open()) {
      Tensor first;
      Tensor second;
      try (SafeTensors read = SafeTensors.open(GOLDEN)) {
        first = read.tensor("model.norm.weight");
        second = read.tensor("model.norm.weight");
      }
      assertThat(first.address()).isEqualTo(second.address());
      assertThat(first.toFloats()).hasSize(32).isEqualTo(second.toFloats());
    }
  }

  @Test
  void overwritingAFileLeavesItsOpenReadersAlone() {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = Scope.open()) {
      SafeTensors.write(file, Map.of("x", Tensors.of(new float[] {1, 2}, 2)), Map.of());
      try (SafeTensors old = SafeTensors.open(file)) {
        SafeTensors.write(file, Map.of("x", Tensors.of(new float[] {3, 4}, 2)), Map.of());
        assertThat(old.tensor("x").toFloats()).containsExactly(1, 2);
      }
      try (SafeTensors fresh = SafeTensors.open(file)) {
        assertThat(fresh.tensor("x").toFloats()).containsExactly(3, 4);
      }
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(java.nio.ByteBuffer.allocate(1000));
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("Cannot write " + file + ": No space left on device; nothing was changed.");
    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFullDiskIsReportedInASentence() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "this system has no /dev/full");
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensors.zeros(DType.F32, Device.CPU, 1000);
      assertThatThrownBy(
              () -> {
                try (var channel =
                    java.nio.channels.FileChannel.open(
                        full, java.nio.file.StandardOpenOption.WRITE)) {
                  SafeTensorsWriter.content(new TensorMap(Map.of("x", tensor)), Map.of())
                      .writeTo(channel);
                }
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  @Test
  void pagesLeaveMemoryWhenATensorIsDone() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/status")), "only Linux says which pages are resident");
    Path file = folder.resolve("large.safetensors");
    long bytes = 24L << 20;
    try (Scope scope = Scope.open()) {
      SafeTensors.write(
          file, Map.of("x", Tensors.ones(DType.F32, Device.CPU, bytes / 4)), Map.of());
      try (SafeTensors read = SafeTensors.open(file)) {
        long before = residentFileBytes();
        assertThat(Ops.sum(read.tensor("x")).item()).isEqualTo(bytes / 4.0);
        assertThat(residentFileBytes() - before).isGreaterThan(bytes * 3 / 4);
        read.done("x");
        assertThat(residentFileBytes() - before).isLessThan(bytes / 4);
        assertThat(Ops.sum(read.tensor("x")).item()).isEqualTo(bytes / 4.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void weightsThatAreNotFiniteAreNamed(double value) {
    try (Scope scope = Scope.open()) {
      Tensor weight = Tensors.normal(0, 1, Rng.of(1, 0), 10);
      WeightChecks.requireFinite("a.safetensors", "w", weight);
      weight.narrow(0, 9, 1).fill_(value);
      assertThatThrownBy(() -> WeightChecks.requireFinite("a.safetensors", "w", weight))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("a.safetensors: w holds NaN or infinite values");
    }
  }

  private static long residentFileBytes() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8);
    String line = lines.stream().filter(text -> text.startsWith("RssFile:")).findFirst().orElse("");
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }

  static int headerLength(byte[] file) {
    return java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(0);
  }
}
