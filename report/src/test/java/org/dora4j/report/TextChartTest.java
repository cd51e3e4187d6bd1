package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextChartTest {
  private static final Curve FALL = new Curve("fall", new double[] {0, 10}, new double[] {1, 0});
  private static final Curve RISE = new Curve("rise", new double[] {0, 10}, new double[] {0, 1});
  private static final Scores SCORES =
      new Scores(
          List.of("boolq", "piqa"),
          List.of(
              new Scores.Method("before", List.of(0.0, 0.5)),
              new Scores.Method("DoRA", List.of(1.0, 0.25))));

  @Test
  void asciiLinesRunFromCornerToCorner() {
    assertThat(TextChart.lines(List.of(FALL), 11, 3, TextStyle.ASCII))
        .isEqualTo(
            """
            1.0000 |***
                   |   *****
            0.0000 |        ***
                   +-----------
                    0        10
            """);
  }

  @Test
  void brailleDrawsFourRowsAndTwoColumnsToACharacter() {
    String chart = TextChart.lines(List.of(FALL), 10, 3, TextStyle.UNICODE);
    assertThat(chart.lines().toList().get(0)).startsWith("1.0000 ┤⠑⠢⢄⡀");
    assertThat(chart.codePoints().filter(c -> c > 0x2800 && c <= 0x28FF).count())
        .isBetween(10L, 14L);
  }

  @Test
  void severalCurvesWithoutColourHaveMarksAndALegend() {
    String chart = TextChart.lines(List.of(FALL, RISE), 20, 5, TextStyle.ASCII);
    assertThat(chart).contains("* fall", "o rise");
    assertThat(chart.lines().toList().get(0)).contains("*", "o");
  }

  @Test
  void severalCurvesInColourAreBraille() {
    String chart = TextChart.lines(List.of(FALL, RISE), 20, 5, TextStyle.COLOUR);
    assertThat(chart).contains("\u001B[34m", "\u001B[33m", "rise").doesNotContain("*");
  }

  @Test
  void asciiIsAscii() {
    String all =
        TextChart.lines(List.of(FALL, RISE), 20, 5, TextStyle.ASCII)
            + TextChart.bars(SCORES, 20, TextStyle.ASCII);
    assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(all)).isTrue();
  }

  @Test
  void barsAreAsLongAsTheAccuracy() {
    assertThat(TextChart.bars(SCORES, 10, TextStyle.ASCII))
        .isEqualTo(
            """
            boolq  before               0.0 %
                   DoRA    ########## 100.0 %
            piqa   before  #####       50.0 %
                   DoRA    ###         25.0 %
            """);
  }

  @Test
  void unicodeBarsShowEighths() {
    assertThat(TextChart.bars(SCORES, 10, TextStyle.UNICODE)).contains("██▌ ");
  }

  @Test
  void anUnmeasuredAccuracyIsADash() {
    Scores scores =
        new Scores(List.of("boolq"), List.of(new Scores.Method("DoRA", List.of(Double.NaN))));
    assertThat(TextChart.bars(scores, 10, TextStyle.ASCII)).endsWith("-\n").doesNotContain("#");
  }

  @Test
  void aConstantIsDrawnInTheMiddle() {
    Curve flat = new Curve("flat", new double[] {1, 2}, new double[] {2, 2});
    List<String> lines = TextChart.lines(List.of(flat), 10, 3, TextStyle.ASCII).lines().toList();
    assertThat(lines.get(1)).endsWith("|**********");
  }

  @Test
  void nothingToDrawSaysSo() {
    assertThat(TextChart.lines(List.of(), 10, 3, TextStyle.ASCII)).contains("nothing to draw");
  }

  @Test
  void theTerminalDecidesTheStyle() {
    assertThat(TextStyle.of(true, Map.of("LANG", "en_US.UTF-8", "TERM", "xterm")))
        .isEqualTo(TextStyle.COLOUR);
    assertThat(TextStyle.of(false, Map.of("LC_ALL", "C.utf8"))).isEqualTo(TextStyle.UNICODE);
    assertThat(TextStyle.of(true, Map.of("LANG", "C.UTF-8", "NO_COLOR", "1")))
        .isEqualTo(TextStyle.UNICODE);
    assertThat(TextStyle.of(true, Map.of("LC_ALL", "C", "LANG", "C.UTF-8", "TERM", "dumb")))
        .isEqualTo(TextStyle.ASCII);
  }
}
