package org.dora4j.cli.published;

import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The family of commands with the arguments of the paper's commonsense scripts. */
@Command(
    name = "commonsense",
    header = "Run the DoRA paper's commonsense scripts with their own arguments.",
    description =
        "A shell script of the paper's code ports by its first word: 'dora4j commonsense finetune' for 'python finetune.py'.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    footer = {
      "  dora4j commonsense finetune --base_model yahma/llama-7b-hf \\",
      "         --data_path commonsense_170k.json --output_dir out --adapter_name dora"
    })
public final class CommonsenseCommand {
  private CommonsenseCommand() {}

  /** The family with all its members, writing to {@code terminal}. */
  public static CommandLine of(Terminal terminal) {
    CommandLine family = new CommandLine(new CommonsenseCommand());
    family.addSubcommand(new CommandLine(CommonsenseFinetuneCommand.spec(terminal)));
    return family;
  }
}
