package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dora4j.data.Tokenizer;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** A random model, a few questions that are true or false, and grids of runs on them. */
final class TinyStudy {
  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.DEFAULT.withDecoding(new Decoding.Constrained()).withBatch(2);

  private final Path folder;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private final Map<String, Object> loraSettings = new LinkedHashMap<>();
  private List<Long> seeds = List.of(1L);

  private TinyStudy(Path folder) {
    this.folder = folder;
  }

  /** Makes model and data. */
  static TinyStudy in(Path folder) {
    saveModel(folder.resolve("model"), 32, 48);
    writeQuestions(folder.resolve("data/boolq/train.json"), 12);
    writeQuestions(folder.resolve("data/boolq/test.json"), 6);
    TinyStudy study = new TinyStudy(folder);
    study.settings.putAll(Map.of("model", folder.resolve("model").toString(), "steps", 3));
    study.settings.putAll(Map.of("rank", 2, "lr", 0.001, "batch_size", 2, "accumulation", 1));
    study.settings.putAll(Map.of("save_every", 1, "cutoff", 48, "device", "cpu"));
    return study;
  }

  static void writeQuestions(Path file, int count) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          "{\"instruction\": \"Is %d even?\", \"input\": \"\", \"output\": \"the correct answer is %s\", \"answer\": \"%s\"}"
              .formatted(i, i % 2 == 0, i % 2 == 0));
    }
    write(file, "[" + String.join(",\n", records) + "]");
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A random model of two layers with a tokenizer that fits it. */
  static void saveModel(Path folder, int hidden, int intermediate) {
    Path golden = Path.of(System.getProperty("dora4j.root"), "testdata/golden/tokenizers/llama3");
    try (Tokenizer tokenizer = Tokenizer.load(golden)) {
      tokenizer.save(folder);
      ModelConfig config = config(tokenizer.vocabularySize(), hidden, intermediate);
      try (Transformer model = TransformerLoader.random(config, 1, DType.F32, Device.CPU)) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        model.parameters().forEach((name, parameter) -> tensors.put(name, parameter.value()));
        SafeTensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
        write(folder.resolve("config.json"), model.config().toJson());
      }
    }
  }

  private static ModelConfig config(int vocabulary, int hidden, int intermediate) {
    return new ModelConfig(
        vocabulary,
        hidden,
        intermediate,
        2,
        4,
        2,
        hidden / 4,
        1e-5,
        true,
        false,
        false,
        RopeConfig.of(10000),
        128,
        OptionalInt.empty(),
        List.of(),
        DType.F32);
  }

  TinyStudy set(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  /** A setting of the LoRA cells only. */
  TinyStudy setLora(String key, Object value) {
    loraSettings.put(key, value);
    return this;
  }

  TinyStudy seeds(Long... some) {
    seeds = List.of(some);
    return this;
  }

  Path data() {
    return folder.resolve("data");
  }

  StudyFolder output() {
    return new StudyFolder(folder.resolve("study"));
  }

  /** LoRA and DoRA with every seed. */
  Grid grid() {
    List<Cell> cells = new ArrayList<>();
    for (String method : List.of("lora", "dora")) {
      for (long seed : seeds) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("method", method);
        labels.put(Cell.SEED, Long.toString(seed));
        Map<String, Object> values = new LinkedHashMap<>(settings);
        values.putAll(Map.of("method", method, "seed", seed));
        values.putAll(method.equals("lora") ? loraSettings : Map.of());
        cells.add(new Cell(labels, values, TrainingPart.ALL, List.of("boolq")));
      }
    }
    TestSets tests = TestSets.in(data(), List.of("boolq"));
    return new Grid("tiny", cells, TrainingMix.read(List.of(data()), List.of()), tests, OPTIONS);
  }

  StudyRunner runner(StudyListener listener) {
    return new StudyRunner(grid(), output(), listener, List.of("dora4j", "study"), false);
  }

  StudyRunner.Outcome run(StudyListener listener) {
    return runner(listener).run();
  }
}
