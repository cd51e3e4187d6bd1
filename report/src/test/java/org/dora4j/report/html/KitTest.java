package org.dora4j.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.report.html.Series.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KitTest {
  @TempDir Path dir;

  @Test
  void textCannotBecomeMarkup() {
    assertThat(Html.escape("<a href=\"x\">'&\u0000</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;\uFFFD&lt;/a&gt;");
  }

  @Test
  void dataCannotEndTheirScript() {
    assertThat(Html.json(Map.of("a", "</script><!--")))
        .isEqualTo("{\"a\":\"\\u003c/script\\u003e\\u003c!--\"}");
  }

  @Test
  void aPointWithoutValueIsAGap() {
    Series series =
        Series.of("s", 0, Look.LINE, new double[] {1, 2}, new double[] {Double.NaN, 0.5});
    assertThat(Html.json(series.json())).contains("\"x\":[1,2]", "\"y\":[null,0.5]");
  }

  @Test
  void seriesOfDifferentLengthsAreRefused() {
    assertThatThrownBy(() -> Series.of("s", 0, Look.POINTS, new double[2], new double[3]))
        .hasMessageContaining("'s' has 2 abscissas, 3 ordinates");
  }

  @Test
  void aChartHasItsRangesAsATable() {
    Series series =
        Series.of("loss", 0, Look.LINE, new double[] {1, 2, 3}, new double[] {4.25, 0.0001, 2});
    String html =
        new LineChart("Loss", "", Axis.of("step"), Axis.of("nats"), List.of(series), true).html();
    assertThat(html)
        .contains(
            "<th scope=\"row\">loss</th><td class=\"n\">4.25</td><td class=\"n\">2</td>"
                + "<td class=\"n\">1.0000e-04</td><td class=\"n\">4.25</td>");
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    String html =
        new BarChart("t", "", List.of("piqa"), Map.of("run", List.of(50.0)), 100, " %").html();
    assertThat(html).contains("width:40.00%", "50 %", "<tr data-group=\"run\">");
  }

  @Test
  void aPageIsToldFromSomebodysOwnFile() throws IOException {
    Path page = dir.resolve("new/page.html");
    new Page("t", "", List.of(new Section("s", "", List.of(new Prose("p"))))).write(page);
    assertThat(Page.isPage(page)).isTrue();
    Path other = Files.writeString(dir.resolve("other.html"), "<!DOCTYPE html><title>t</title>");
    assertThat(Page.isPage(other)).isFalse();
    assertThat(page.getParent())
        .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("."));
  }
}
