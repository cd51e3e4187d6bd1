package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.dora4j.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Help texts: there for every command, with examples, and narrow enough for a terminal. */
class HelpTest {

  static Stream<String> commands() {
    Terminal terminal = Terminal.plain(System.in, System.out, System.err);
    return Cli.commandLine(terminal).getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandShowsItsOptionsAndExamples(String command) {
    CommandRun help = CommandRun.of(command, "--help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("Usage  dora4j " + command, "--help", "--debug", "Examples");
    assertThat(help.out().substring(help.out().indexOf("Examples"))).contains("dora4j " + command);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noOptionIsShownTwice(String command) {
    List<String> options =
        CommandRun.of(command, "--help")
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
    String[] lines = CommandRun.of(command, "--help").out().split("\n");

    int examples = java.util.Arrays.asList(lines).indexOf("Examples");
    assertThat(java.util.Arrays.copyOfRange(lines, examples + 1, lines.length))
        .allMatch(line -> line.startsWith("  "));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfACommandIsTheSameEitherWay(String command) {
    assertThat(CommandRun.of("help", command).out())
        .isEqualTo(CommandRun.of(command, "--help").out());
  }

  @Test
  void noArgumentsShowAllCommandsAndTheFirstSteps() {
    CommandRun run = CommandRun.of();

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains(commands().toArray(String[]::new));
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
