package org.dora4j.cli.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.WeightForm;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.train.bench.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose weights a benchmark works on: one of two options. */
final class SourceOptions {
  private static final long SEED = 1;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description =
          "Its weights: a folder in Hugging Face layout, a GGUF file, or a name on the Hub.")
  private @Nullable String model;

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "NAME",
      description =
          "Random weights: smollm2-135m, llama-7b, llama-13b, llama3-8b, or a folder with a config.json.")
  private @Nullable String shape;

  /** The model's reference, or null where a shape was asked for. */
  @Nullable String model() {
    return model == null ? null : ModelReference.resolve(model);
  }

  /** What to call it in a report. */
  String label() {
    return String.valueOf(model == null ? shape : model);
  }

  /** Opens the model, or makes one. */
  Transformer open(WeightForm form, Terminal terminal) {
    String reference = model();
    if (reference == null) {
      return TransformerLoader.random(shape(), SEED, form);
    }
    try (ModelFiles files = Checkpoint.open(reference, new DownloadLine(terminal))) {
      return TransformerLoader.load(files, form);
    }
  }

  /**
   * The shape asked for.
   *
   * @throws IllegalArgumentException if it is neither a name nor a folder with a config.json
   */
  ModelConfig shape() {
    Path config = Path.of(label()).resolve("config.json");
    return Files.exists(config) ? ModelConfig.parse(config) : Shape.named(label()).config();
  }
}
