package org.dora4j.cli.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.study.recipe.EvaluateWords;
import org.dora4j.study.recipe.Likelihood;
import org.dora4j.study.recipe.Recipe;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The evaluating half of a recipe: {@code dora4j evaluate} with its options, or likelihoods. */
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
   * Checks before the training that there will be something to evaluate on.
   *
   * @throws org.dora4j.study.recipe.RecipeException if no folder of test sets is known
   */
  void requireTests(TrainConfig config) {
    Path folder = EvaluateWords.tests(recipe, config, tests);
    if (likelihood()) {
      Likelihood.files(folder, Likelihood.tasks(recipe));
    }
  }

  private boolean likelihood() {
    return Boolean.parseBoolean(String.valueOf(recipe.evaluate().get("likelihood")));
  }

  /** Evaluates what a run left; returns the exit status. */
  int run(TrainConfig config, CommandSpec running) {
    if (likelihood()) {
      return new LikelihoodTable(terminal, json)
          .run(config, Likelihood.tasks(recipe), EvaluateWords.tests(recipe, config, tests));
    }
    List<String> words = new ArrayList<>(EvaluateWords.of(recipe, config, tests));
    if (json) {
      words.add("--json");
    }
    terminal.note(terminal.errStyle().faint("dora4j evaluate " + String.join(" ", words)));
    CommandLine evaluate =
        Objects.requireNonNull(
            running.root().commandLine().getSubcommands().get("evaluate"), "a command evaluate");
    return evaluate.execute(words.toArray(String[]::new));
  }
}
