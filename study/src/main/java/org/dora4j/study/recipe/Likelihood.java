package org.dora4j.study.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;
import org.dora4j.train.Evaluator;
import org.dora4j.train.config.DataSettings;

/**
 * Negative log-likelihood per token of test sets written in the training form: a measure with
 * little noise and without a chance level, for small differences between runs.
 */
public final class Likelihood {
  private Likelihood() {}

  /**
   * What a model makes of one test set, in nats per token.
   *
   * @param task name of the test set
   * @param all mean over all tokens but the first of each example
   * @param tokens their number
   * @param answer mean over the tokens of the answers, the end token included
   * @param answerTokens their number
   */
  public record Score(String task, double all, long tokens, double answer, long answerTokens) {}

  /** Names of the tasks that a recipe evaluates. */
  public static List<String> tasks(Recipe recipe) {
    String names = EvaluateWords.value(recipe.evaluate().getOrDefault("tasks", ""));
    return List.of(names.split("\\s*,\\s*"));
  }

  /**
   * The files of tasks in a folder of test sets.
   *
   * @throws RecipeException if one is missing
   */
  public static List<Path> files(Path folder, List<String> tasks) {
    List<Path> files = new ArrayList<>();
    for (String task : tasks) {
      Path file = folder.resolve(task).resolve("test.json");
      if (!Files.isRegularFile(file)) {
        throw new RecipeException(
            "There is no test set %s; name the folder that holds it with --tests, or other tasks with --tasks."
                .formatted(file));
      }
      files.add(file);
    }
    return files;
  }

  /**
   * Scores one test set.
   *
   * @param settings template, cutoff and end token of the training
   * @param batchSize examples at once
   * @throws org.dora4j.data.DataException if the file cannot be used
   */
  public static Score of(
      Transformer model,
      Tokenizer tokenizer,
      String task,
      Path file,
      DataSettings settings,
      int batchSize) {
    Evaluator.Result all = result(model, tokenizer, file, settings, true, batchSize);
    Evaluator.Result answer = result(model, tokenizer, file, settings, false, batchSize);
    return new Score(task, all.loss(), all.trainedTokens(), answer.loss(), answer.trainedTokens());
  }

  private static Evaluator.Result result(
      Transformer model,
      Tokenizer tokenizer,
      Path file,
      DataSettings settings,
      boolean inputs,
      int batchSize) {
    DataOptions options =
        new DataOptions(settings.template(), inputs, settings.cutoff(), settings.appendEos());
    List<Example> examples = Dataset.load(file, options, tokenizer);
    return Evaluator.evaluate(model, examples, batchSize);
  }
}
