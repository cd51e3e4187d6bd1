package org.dora4j.cli.published;

import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The family of commands with the arguments of Cornell's replication. */
@Command(
    name = "cornell",
    header = "Run the scripts of Cornell's DoRA replication with their own arguments.",
    description =
        "A call of finetune.sh ports by its first word: 'dora4j cornell finetune OUT dora TRAIN.json'.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {"  dora4j cornell finetune out dora boolq/train.json"})
public final class CornellCommand {
  private CornellCommand() {}

  /** The family with all its members, writing to {@code terminal}. */
  public static CommandLine of(Terminal terminal) {
    CommandLine family = new CommandLine(new CornellCommand());
    family.addSubcommand(new CommandLine(CornellFinetuneCommand.spec(terminal)));
    return family;
  }
}
