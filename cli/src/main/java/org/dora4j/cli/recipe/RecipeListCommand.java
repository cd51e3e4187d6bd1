package org.dora4j.cli.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.TextTable;
import org.dora4j.study.recipe.Recipe;
import org.dora4j.study.recipe.Recipes;
import org.dora4j.train.config.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the recipes that come with dora4j. */
@Command(
    name = "list",
    header = "List the recipes that come with dora4j.",
    description =
        "The last column is the published average accuracy in percent, where there is one.",
    footer = {"  dora4j recipe list", "  dora4j recipe list --json"})
final class RecipeListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "Print the recipes as JSON.")
  private boolean json;

  RecipeListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Recipe> recipes = Recipes.all();
    terminal
        .out()
        .println(
            json
                ? Json.pretty(recipes.stream().map(RecipeListCommand::asMap).toList())
                : table(recipes));
    return ExitStatus.SUCCESS;
  }

  private static String table(List<Recipe> recipes) {
    TextTable table = TextTable.of("recipe", "model", "method", "rank", "lr", "published");
    for (Recipe recipe : recipes) {
      TrainConfig config = recipe.config(Map.of());
      boolean adapter = config.adapter().method().isAdapter();
      table =
          table.row(
              recipe.name(),
              config.model(),
              config.adapter().method().name().toLowerCase(Locale.ROOT),
              adapter ? String.valueOf(config.adapter().rank()) : "",
              rate(config.optimiser().learningRate()),
              recipe.published().containsKey("average")
                  ? String.valueOf(recipe.published().get("average"))
                  : "");
    }
    return table.plain();
  }

  /** {@code 2e-4} for 2.0E-4. */
  private static String rate(double rate) {
    return String.valueOf(rate).replaceFirst("\\.0E", "e").replaceFirst("E", "e");
  }

  private static Map<String, Object> asMap(Recipe recipe) {
    TrainConfig config = recipe.config(Map.of());
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", recipe.name());
    map.put("summary", recipe.summary());
    map.put("source", recipe.source());
    map.put("model", config.model());
    map.put("data", recipe.files());
    map.put("method", config.adapter().method().name().toLowerCase(Locale.ROOT));
    map.put("rank", config.adapter().rank());
    map.put("lr", config.optimiser().learningRate());
    map.put("published", recipe.published());
    return map;
  }
}
