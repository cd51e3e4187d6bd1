package org.dora4j.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** When colours are used. */
class TerminalTest {

  @Test
  void terminalsHaveColoursAndPipesHaveNone() {
    assertThat(Terminal.colours(Map.of("TERM", "xterm"), "true")).isTrue();
    assertThat(Terminal.colours(Map.of("TERM", "xterm"), null)).isFalse();
  }

  @Test
  void noColorAndDumbTerminalsHaveNone() {
    assertThat(Terminal.colours(Map.of("NO_COLOR", "1"), "true")).isFalse();
    assertThat(Terminal.colours(Map.of("TERM", "dumb"), "true")).isFalse();
    assertThat(Terminal.colours(Map.of("NO_COLOR", ""), "true")).isTrue();
  }

  @Test
  void coloursCanBeForcedIntoPipesButNotAgainstNoColor() {
    assertThat(Terminal.colours(Map.of("CLICOLOR_FORCE", "1"), null)).isTrue();
    assertThat(Terminal.colours(Map.of("CLICOLOR_FORCE", "0"), null)).isFalse();
    assertThat(Terminal.colours(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), null)).isFalse();
  }

  @Test
  void withoutColoursTextStaysAsItIs() {
    assertThat(new Style(false).bold("a")).isEqualTo("a");
    assertThat(new Style(true).bold("a")).isEqualTo("\u001b[1ma\u001b[0m");
  }
}
