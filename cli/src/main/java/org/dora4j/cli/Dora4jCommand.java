package org.dora4j.cli;

import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.torch.Natives;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code dora4j} itself: holds the others, knows the version. */
@Command(
    name = "dora4j",
    versionProvider = Dora4jCommand.Version.class,
    header = "Fine-tune a language model with DoRA, on the JVM, equal to PEFT.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%n@|bold Commands|@%n",
    optionListHeading = "%n@|bold Options|@%n",
    footerHeading = "%n@|bold First steps|@%n",
    footer = {
      "  # see LoRA and DoRA learn, in three minutes",
      "  dora4j quickstart",
      "  # fine-tune on your own examples",
      "  dora4j train --model M --data train.json --output run",
      "  # is this machine fit, and what would be slow?",
      "  dora4j doctor"
    })
@SuppressWarnings("UnusedVariable") // picocli reads the options that it acts on itself
final class Dora4jCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = CommandLine.ScopeType.INHERIT,
      order = 1000,
      description = "On errors, print the stack trace too.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      order = 1001,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the versions of dora4j, libtorch and Java.")
  private boolean version;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitStatus.SUCCESS;
  }

  /** Versions of what computes. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "dora4j "
            + number()
            + " (libtorch "
            + Natives.version()
            + ", Java "
            + Runtime.version()
            + ")"
      };
    }

    private static String number() {
      String version = Dora4jCommand.class.getPackage().getImplementationVersion();
      return version == null ? "from classes" : version;
    }
  }
}
