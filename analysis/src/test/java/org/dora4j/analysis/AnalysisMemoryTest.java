package org.dora4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An analysis holds slabs of one matrix, not a model. */
class AnalysisMemoryTest {
  private static final long MEBIBYTE = 1L << 20;
  private static final ModelConfig CONFIG =
      new ModelConfig(
          64,
          1024,
          2048,
          2,
          8,
          8,
          128,
          1e-5,
          true,
          false,
          false,
          RopeConfig.of(10000),
          64,
          OptionalInt.empty(),
          List.of(),
          DType.F32);

  @TempDir Path folder;

  private Path model(String name, long seed) throws IOException {
    Path path = Files.createDirectories(folder.resolve(name));
    try (Transformer model = TransformerLoader.random(CONFIG, seed, DType.BF16, Device.CPU)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      model.parameters().forEach((key, parameter) -> tensors.put(key, parameter.value()));
      SafeTensors.write(path.resolve("model.safetensors"), tensors, Map.of());
    }
    Files.writeString(path.resolve("config.json"), CONFIG.toJson());
    return path;
  }

  @Test
  void memoryDoesNotFollowFromTheModelsSize() throws Exception {
    assumeThat(Memory.allocatedBytes()).isPositive();
    Path before = model("before", 1);
    Path after = model("after", 2);
    long inF64 = 8 * Files.size(before.resolve("model.safetensors")) / 2;
    assertThat(inF64).isGreaterThan(150 * MEBIBYTE);
    AtomicLong peak = new AtomicLong();
    AtomicBoolean running = new AtomicBoolean(true);
    long start = Memory.allocatedBytes();
    Thread watch =
        new Thread(
            () -> {
              while (running.get()) {
                peak.accumulateAndGet(Memory.allocatedBytes(), Math::max);
              }
            });
    watch.start();

    Series series =
        new Series("full", "full", List.of(new TunedPath("c", OptionalInt.empty(), after, true)));
    Decomposition result;
    try (ModelFiles base = Checkpoint.open(before.toString())) {
      result =
          new DecompositionAnalysis(base, AnalysisOptions.DEFAULT)
              .run(List.of(series), (done, all) -> {});
    }
    running.set(false);
    watch.join();

    assertThat(result.changes()).hasSize(14).allMatch(change -> change.deltaD() > 0.5);
    // A dozen slabs of 512 KiB, and what Java's own threads take; the mapped files do not count. A
    // whole matrix with its copies would be above 100 MiB.
    assertThat(peak.get() - start).isBetween(MEBIBYTE, 40 * MEBIBYTE);
  }
}
