package org.dora4j.cli;

import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands and options in bash and zsh. */
@Command(
    name = "completion",
    header = "Print the completion script for bash and zsh.",
    footer = {
      "  # in this shell",
      "  source <(dora4j completion)",
      "  # in every new shell: keep the script, and source it in ~/.bashrc or ~/.zshrc",
      "  dora4j completion > ~/.dora4j-completion"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Spec private CommandSpec spec;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.out().print(AutoComplete.bash("dora4j", spec.root().commandLine()));
    return ExitStatus.SUCCESS;
  }
}
