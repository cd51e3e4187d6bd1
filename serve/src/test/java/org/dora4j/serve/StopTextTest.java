package org.dora4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopTextTest {
  private final List<String> passed = new ArrayList<>();

  private StopText reading(String stops, String pieces) {
    StopText text = new StopText(List.of(stops.split("\\|")), passed::add);
    Arrays.stream(pieces.split("\\|")).forEach(text::add);
    text.finish();
    return text;
  }

  @ParameterizedTest
  @CsvSource({
    "END, one END two, 'one ', true",
    "END, one E|N|D two, 'one ', true",
    "END, one E|N|E|ND, 'one EN', true",
    "END, one E|N, one EN, false",
    "aab|ac, aaa|ab, aa, true",
    "aab|ac, xa|ac, xa, true",
    "late|y, early late, earl, true"
  })
  void endsBeforeTheFirstStop(String stops, String pieces, String expected, boolean stopped) {
    StopText text = reading(stops, pieces);

    assertThat(text.text()).isEqualTo(expected);
    assertThat(String.join("", passed)).isEqualTo(expected);
    assertThat(text.isStopped()).isEqualTo(stopped);
  }

  @Test
  void holdsBackOnlyWhatMayBeginAStop() {
    StopText text = new StopText(List.of("END"), passed::add);
    text.add("one E");

    assertThat(passed).containsExactly("one ");
  }

  @Test
  void closesWhenNobodyListensAnyMore() {
    StopText text = new StopText(List.of(), piece -> false);
    text.add("one");
    text.add("two");

    assertThat(text.isOpen()).isFalse();
    assertThat(text.text()).isEqualTo("one");
    assertThat(text.isStopped()).isFalse();
  }
}
