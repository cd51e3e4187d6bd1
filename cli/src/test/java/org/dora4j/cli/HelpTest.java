package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.dora4j.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Help texts: there for every command, with examples, and narrow enough for a terminal. */
class HelpTest {

  static Stream<String> commands() {
    Terminal terminal = Terminal.plain(System.in, System.out, System.err);
    return names("", Cli.commandLine(terminal));
  }

  /** Every command, and those of families as {@code family command}. */
  private static Stream<String> names(String family, CommandLine line) {
    return line.getSubcommands().entrySet().stream()
        .flatMap(
            entry -> {
              String name = family + entry.getKey();
              return Stream.concat(Stream.of(name), names(name + " ", entry.getValue()));
            });
  }

  private static CommandRun help(String command) {
    return CommandRun.of((command + " --help").split(" "));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandShowsItsOptionsAndExamples(String command) {
    CommandRun help = help(command);

    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage  dora4j " + command, "--help", "--debug", "Examples");
    assertThat(help.out().substring(help.out().indexOf("Examples"))).contains("dora4j " + command);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noOptionIsShownTwice(String command) {
    List<String> options =
        help(command)
            .out()
            .lines()
            .filter(line -> line.matches(" {2}(-\\w, | {4})--.*"))
            .map(line -> line.strip().split("[ =]+")[0])
            .toList();

    assertThat(options).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noExampleIsBrokenByTheWidthOfATerminal(String command) {
    String[] lines = help(command).out().split("\n");

    int examples = java.util.Arrays.asList(lines).indexOf("Examples");
    assertThat(java.util.Arrays.copyOfRange(lines, examples + 1, lines.length))
        .allMatch(line -> line.startsWith("  "));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfACommandIsTheSameEitherWay(String command) {
    assertThat(CommandRun.of(("help " + command).split(" ")).out()).isEqualTo(help(command).out());
  }

  @Test
  void noArgumentsShowAllCommandsAndTheFirstSteps() {
    CommandRun run = CommandRun.of();

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(commands().filter(name -> !name.contains(" ")).toArray(String[]::new));
    assertThat(run.out()).contains("dora4j quickstart");
  }

  @Test
  void theVersionNamesWhatComputes() {
    assertThat(CommandRun.of("--version").out()).contains("dora4j", "libtorch 2.", "Java ");
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    CommandRun run = CommandRun.of("completion");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("complete -F", "doctor", "--magnitude-lr");
  }
}
