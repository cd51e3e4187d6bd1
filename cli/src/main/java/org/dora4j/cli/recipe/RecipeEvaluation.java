package org.dora4j.cli.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dora4j.cli.evaluate.EvaluateCommand;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.study.recipe.EvaluateWords;
import org.dora4j.study.recipe.Recipe;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The evaluating half of a recipe: {@code dora4j evaluate} with its options. */
final class RecipeEvaluation {
  private final Terminal terminal;
  private final Recipe recipe;
  private final @Nullable Path tests;
  private final boolean json;

  /**
   * @param tests folder of test sets; null for the one that the recipe and its data lead to
   */
  RecipeEvaluation(Terminal terminal, Recipe recipe, @Nullable Path tests, boolean json) {
    this.terminal = terminal;
    this.recipe = recipe;
    this.tests = tests;
    this.json = json;
  }

  /**
   * Checks before the training that there will be something to evaluate on, and that the recipe
   * says how in words that the evaluation understands.
   *
   * @throws org.dora4j.study.recipe.RecipeException if the test sets are not all there
   * @throws UsageException if a value cannot be used
   */
  void check(TrainConfig config, String model, CommandSpec running) {
    EvaluateWords.requireTests(recipe, config, tests);
    CommandLine evaluate = evaluate(running);
    try {
      evaluate.parseArgs(EvaluateWords.of(recipe, config, model, tests).toArray(String[]::new));
      ((EvaluateCommand) evaluate.getCommand()).check();
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      throw new UsageException(
          "The recipe %s cannot be evaluated as its 'evaluate:' says: %s"
              .formatted(recipe.name(), e.getMessage()));
    }
  }

  private static CommandLine evaluate(CommandSpec running) {
    return Objects.requireNonNull(
        running.root().commandLine().getSubcommands().get("evaluate"), "a command evaluate");
  }

  /**
   * Evaluates what a run left.
   *
   * @param model as the user names it
   * @return the exit status
   */
  int run(TrainConfig config, String model, CommandSpec running) {
    List<String> words = new ArrayList<>(EvaluateWords.of(recipe, config, model, tests));
    if (config.run().overwrite()) {
      words.add("--overwrite");
    }
    if (json) {
      words.add("--json");
    }
    terminal.note(terminal.errStyle().faint("dora4j evaluate " + String.join(" ", words)));
    return evaluate(running).execute(words.toArray(String[]::new));
  }
}
