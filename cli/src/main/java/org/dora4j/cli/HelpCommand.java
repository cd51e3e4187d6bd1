package org.dora4j.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.jspecify.annotations.Nullable;
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
    footer = {"  # the same as: dora4j train --help", "  dora4j help train"})
final class HelpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "COMMAND",
      description = "A command's name.")
  private @Nullable String command;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    CommandLine asked = command == null ? root : root.getSubcommands().get(command);
    if (asked == null) {
      throw new UnmatchedArgumentException(root, List.of(String.valueOf(command)));
    }
    asked.usage(root.getOut(), root.getColorScheme());
    return ExitStatus.SUCCESS;
  }
}
