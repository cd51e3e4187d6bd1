package org.dora4j.cli.study;

import java.util.Set;
import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The family of studies. */
@Command(
    name = "study",
    header = "Repeat the paper's experiments: many runs over seeds, their tables and charts.",
    description =
        "Each trains and tests a grid of cells, skips those that are done, goes on where it was stopped, and sets means and deviations beside the published figures. See 'dora4j help study rank-sweep' and so on.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {
      "  dora4j study rank-sweep --model M --data commonsense --output sweep",
      "  dora4j study detach-ablation --model M --data commonsense --output ablation"
    })
public final class StudyCommand {
  private StudyCommand() {}

  /** The family with all its members, writing to {@code terminal}. */
  public static CommandLine of(Terminal terminal) {
    CommandLine family = new CommandLine(new StudyCommand());
    family.addSubcommand(GridCommand.line(new RankSweepCommand(terminal), Set.of("rank")));
    family.addSubcommand(GridCommand.line(new DetachAblationCommand(terminal), Set.of("norm")));
    family.addSubcommand(
        GridCommand.line(new GranularityCommand(terminal), Set.of("targets", "magnitude_targets")));
    family.addSubcommand(GridCommand.line(new DataSizeCommand(terminal), Set.of()));
    family.addSubcommand(GridCommand.line(new SeparateSetsCommand(terminal), Set.of()));
    return family;
  }
}
