package org.dora4j.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dora4j.report.RunLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The page in a browser. Needs a Chromium: {@code chromium}, {@code chromium-browser} or {@code
 * google-chrome} on the PATH, or the environment variable CHROME naming its binary; skipped where
 * there is none.
 */
class ComparisonInBrowserTest {
  @TempDir static Path dir;
  private static Path lora = Path.of("");
  private static Path dora = Path.of("");
  private static Chromium browser;

  @BeforeAll
  static void open() throws IOException {
    Optional<Path> binary = Chromium.find();
    assumeTrue(
        binary.isPresent(),
        "no Chromium: put chromium or google-chrome on the PATH, or name the binary in CHROME");
    lora = RunFixture.write(dir.resolve("lora"), 40, 4, "method: lora\n");
    dora = RunFixture.write(dir.resolve("dora"), 25, 3, "method: dora\n");
    RunFixture.adapter(dora);
    Files.writeString(dora.resolve("samples.jsonl"), "{\"prompt\":\"</script><b>x\"}\n");
    Path page = dir.resolve("page.html");
    ComparisonPage.of(Comparison.read(List.of(lora, dora))).write(page);
    browser = Chromium.open(binary.get(), dir.resolve("profile"), page);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  /** The points of a line as they are drawn, turned back into data by the chart's own scales. */
  private static JsonNode drawn(String chart, String series) {
    return browser.evaluate(
        """
        (() => {
          const chart = [...document.querySelectorAll("figure.chart")].map(f => f.chart).find(c => c.data.title === "%s");
          const path = chart.svg.querySelector('path[data-series="%s"]');
          return path.getAttribute("d").split(/[ML]/).slice(1)
              .map(p => p.split(" ").map(Number)).map(([x, y]) => [chart.sx.value(x), chart.sy.value(y)]);
        })()
        """
            .formatted(chart, series));
  }

  private static int lines(String group) {
    return browser
        .evaluate("document.querySelectorAll('path[data-group=\"" + group + "\"]').length")
        .asInt();
  }

  private static double[] box(String selector) {
    JsonNode box =
        browser.evaluate(
            "(() => { const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()"
                .formatted(selector));
    return EmbeddedData.numbers(box);
  }

  @Test
  void thePageHasNothingToComplainOf() {
    assertThat(browser.evaluate("document.querySelectorAll('figure.chart svg').length").asInt())
        .isEqualTo(browser.evaluate("document.querySelectorAll('figure.chart').length").asInt())
        .isGreaterThan(5);
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void thePointsDrawnAreThoseOfTheRunsFiles() {
    for (Path run : List.of(lora, dora)) {
      RunLog log = RunLog.read(run);
      JsonNode points = drawn("Loss", run.getFileName() + ", raw");
      assertThat(points.size()).isEqualTo(log.steps().size());
      for (int i = 0; i < points.size(); i++) {
        assertThat(points.get(i).get(0).asDouble())
            .isCloseTo(log.steps().get(i).step(), within(0.01));
        assertThat(points.get(i).get(1).asDouble())
            .isCloseTo(log.steps().get(i).loss(), within(1e-3));
      }
    }
  }

  @Test
  void aClickInALegendHidesARunOnTheWholePage() {
    String click = "document.querySelector('button[data-toggle=\"dora\"]').click()";
    int before = lines("dora");
    int other = lines("lora");
    assertThat(before).isGreaterThan(5);
    browser.evaluate(click);
    assertThat(lines("dora")).isZero();
    assertThat(lines("lora")).isEqualTo(other);
    browser.evaluate(click);
    assertThat(lines("dora")).isEqualTo(before);
  }

  @Test
  void draggingZoomsAndTheButtonResets() {
    double[] plot = box("figure.chart .plot");
    double y = plot[1] + plot[3] / 2;
    browser.mouse("mousePressed", plot[0] + 0.3 * plot[2], y);
    browser.mouse("mouseMoved", plot[0] + 0.4 * plot[2], y);
    browser.mouse("mouseMoved", plot[0] + 0.6 * plot[2], y);
    browser.mouse("mouseReleased", plot[0] + 0.6 * plot[2], y);
    String range =
        "(() => { const c = document.querySelector('figure.chart').chart; return c.sx.high - c.sx.low; })()";
    assertThat(browser.evaluate(range).asDouble()).isBetween(9.0, 16.0);
    browser.evaluate("document.querySelector('figure.chart .tools button').click()");
    assertThat(browser.evaluate(range).asDouble()).isCloseTo(39, within(1e-9));
  }

  @Test
  void pointingShowsTheValuesThere() {
    double[] plot = box("figure.chart .plot");
    double pixel =
        browser.evaluate("document.querySelector('figure.chart').chart.sx.pixel(10)").asDouble();
    browser.mouse("mouseMoved", plot[0] + pixel, plot[1] + plot[3] / 2);
    String tip = browser.evaluate("document.querySelector('.tip').innerText").asString();
    String loss = String.format(java.util.Locale.ROOT, "%.5f", RunFixture.loss(10, 4));
    assertThat(tip).contains("step 10", "lora, raw").contains(loss.substring(0, 6));
  }
}
