package org.dora4j.cli.bench;

import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The family of measuring commands. */
@Command(
    name = "bench",
    header = "Measure how fast this machine trains, decodes, loads and multiplies.",
    description =
        "Each prints a table, or with --json one object. See 'dora4j help bench step' and so on.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {"  dora4j bench step --shape smollm2-135m --method dora", "  dora4j bench matmul"})
public final class BenchCommand {
  private BenchCommand() {}

  /** The family with all its members, writing to {@code terminal}. */
  public static CommandLine of(Terminal terminal) {
    CommandLine family = new CommandLine(new BenchCommand());
    family.addSubcommand(new BenchStepCommand(terminal));
    family.addSubcommand(new BenchDecodeCommand(terminal));
    family.addSubcommand(new BenchLoadCommand(terminal));
    family.addSubcommand(new BenchMatmulCommand(terminal));
    family.addSubcommand(new BenchKernelsCommand(terminal));
    family.addSubcommand(new BenchRowsCommand(terminal));
    family.addSubcommand(new BenchChartCommand(terminal));
    return family;
  }
}
