package org.dora4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dora4j.data.DataException;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.Rng;
import org.dora4j.train.config.DataSettings;

/**
 * Examples to train on and examples to evaluate on.
 *
 * @param examples to train on, at least one
 * @param validation to evaluate on; may be empty
 * @param template that made text of the records
 * @param warnings one sentence for each thing that the user should know
 */
public record TrainingData(
    List<Example> examples, List<Example> validation, String template, List<String> warnings) {

  /** Names the random numbers of the split among those of a run. */
  private static final long SPLIT_KEY = 0x5911;

  public TrainingData {
    examples = List.copyOf(examples);
    validation = List.copyOf(validation);
    warnings = List.copyOf(warnings);
    if (examples.isEmpty()) {
      throw new DataException("There are no examples to train on.");
    }
  }

  /** The same, with more that the user should know. */
  TrainingData withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new TrainingData(examples, validation, template, all);
  }

  /** Examples made elsewhere, none of them for evaluation. */
  public static TrainingData of(List<Example> examples) {
    return new TrainingData(examples, List.of(), "input_ids", List.of());
  }

  /**
   * Reads the files that the settings name and splits off validation examples where asked.
   *
   * @param seed of the split, where the settings have none for it
   * @throws DataException if a file cannot be used, or the split leaves nothing to train on
   */
  public static TrainingData load(DataSettings settings, Tokenizer tokenizer, long seed) {
    DataOptions options =
        new DataOptions(
            settings.template(), settings.trainOnInputs(), settings.cutoff(), settings.appendEos());
    Dataset data = Dataset.read(settings.files(), options, tokenizer);
    List<String> warnings = new ArrayList<>(data.warnings());
    if (settings.validation() != null) {
      Dataset other = Dataset.read(settings.validation(), options, tokenizer);
      warnings.addAll(other.warnings());
      return new TrainingData(data.examples(), other.examples(), data.template(), warnings);
    }
    int held = heldOut(settings.validationSize(), data.examples().size());
    return split(data, held, settings.validationSeed().orElse(seed), warnings);
  }

  private static int heldOut(double size, int examples) {
    int held = (int) (size < 1 ? Math.ceil(size * examples) : size);
    if (held >= examples) {
      throw new DataException(
          "validation_size takes %d of %d examples and leaves none to train on; make it smaller."
              .formatted(held, examples));
    }
    return held;
  }

  /** Holds out a random choice; both parts keep the file's order. */
  private static TrainingData split(Dataset data, int held, long seed, List<String> warnings) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < data.examples().size(); i++) {
      order.add(i);
    }
    if (held > 0) {
      Collections.shuffle(order, new Random(Rng.mix(seed, SPLIT_KEY)));
    }
    List<Example> validation =
        order.subList(0, held).stream().sorted().map(data.examples()::get).toList();
    List<Example> examples =
        order.subList(held, order.size()).stream().sorted().map(data.examples()::get).toList();
    return new TrainingData(examples, validation, data.template(), warnings);
  }

  /**
   * Checks that a model can read the examples.
   *
   * @return what the user should know, a sentence each
   * @throws DataException if there is a token that the model does not know
   */
  List<String> fitTo(ModelConfig model) {
    int largest = 0;
    int longest = 0;
    for (Example example : Stream.concat(examples.stream(), validation.stream()).toList()) {
      largest = Math.max(largest, Arrays.stream(example.ids()).max().orElse(0));
      longest = Math.max(longest, example.length());
    }
    if (largest >= model.vocabularySize()) {
      throw new DataException(
          "The data have the token id %d, but the model knows only ids below %d; is the tokenizer that of another model?"
              .formatted(largest, model.vocabularySize()));
    }
    return longest <= model.maxPositions()
        ? List.of()
        : List.of(
            "The longest example has %d tokens, but the model was made for %d; a smaller cutoff keeps to that."
                .formatted(longest, model.maxPositions()));
  }
}
