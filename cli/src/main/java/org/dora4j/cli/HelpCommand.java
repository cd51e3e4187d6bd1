package org.dora4j.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints the help of dora4j or of one of its commands. */
@Command(
    name = "help",
    header = "Show the help of a command.",
    footer = {
      "  # the same as: dora4j train --help",
      "  dora4j help train",
      "  dora4j help bench step"
    })
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "A command's name, and that of one of its own commands.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    CommandLine asked = root;
    for (String name : names) {
      CommandLine next = asked.getSubcommands().get(name);
      if (next == null) {
        throw new UnmatchedArgumentException(asked, List.of(name));
      }
      asked = next;
    }
    asked.usage(root.getOut(), root.getColorScheme());
    return ExitStatus.SUCCESS;
  }
}
