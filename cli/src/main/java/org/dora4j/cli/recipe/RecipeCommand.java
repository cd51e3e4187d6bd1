package org.dora4j.cli.recipe;

import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The family of commands for recipes. */
@Command(
    name = "recipe",
    header = "List, show and run the settings of published experiments.",
    description =
        "A recipe is a YAML file: what is trained on which data, how it is evaluated, and what was published. Copy one with 'show', edit it, and run the file.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {
      "  dora4j recipe list",
      "  dora4j recipe show llama-7b-dora-r32 > mine.yaml",
      "  dora4j recipe run mine.yaml --data dataset"
    })
public final class RecipeCommand {
  private RecipeCommand() {}

  /** The family with all its members, writing to {@code terminal}. */
  public static CommandLine of(Terminal terminal) {
    CommandLine family = new CommandLine(new RecipeCommand());
    family.addSubcommand(new RecipeListCommand(terminal));
    family.addSubcommand(new RecipeShowCommand(terminal));
    family.addSubcommand(new CommandLine(RecipeRunCommand.spec(terminal)));
    return family;
  }
}
