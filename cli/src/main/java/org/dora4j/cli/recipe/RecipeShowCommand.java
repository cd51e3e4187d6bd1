package org.dora4j.cli.recipe;

import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.study.recipe.Recipe;
import org.dora4j.study.recipe.RecipeException;
import org.dora4j.study.recipe.RecipeText;
import org.dora4j.study.recipe.Recipes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a recipe with every setting. */
@Command(
    name = "show",
    header = "Show a recipe with every setting, defaults included.",
    description =
        "What is printed is a recipe by itself: save it, edit it, and run the file with 'dora4j recipe run FILE.yaml'.",
    footer = {
      "  dora4j recipe show llama3-8b-dora-r32",
      "  dora4j recipe show alpaca-dora > mine.yaml"
    })
final class RecipeShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "A recipe's name, or a file that ends in .yaml.")
  private String name = "";

  @Option(names = "--json", description = "Print the recipe as JSON.")
  private boolean json;

  RecipeShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Recipe recipe = open(name);
    if (json) {
      terminal.out().println(Json.pretty(RecipeText.asMap(recipe)));
    } else {
      terminal.out().print(RecipeText.of(recipe));
    }
    return ExitStatus.SUCCESS;
  }

  /** Opens a recipe; that there is none is a fault of the command line. */
  static Recipe open(String name) {
    try {
      return Recipes.open(name);
    } catch (RecipeException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
