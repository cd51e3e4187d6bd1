package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpreadChartTest {
  private static final int BLUE = 0x0072B2;
  private static final int PALE_BLUE = 0xADD2E6;
  private static final List<String> RANKS = List.of("4", "8", "16");
  private static final List<Double> MEANS = List.of(61.0, 64.5, 70.0);
  private static final SpreadSeries MEASURED =
      SpreadSeries.measured("LoRA", 0, MEANS, List.of(1.0, 2.5, Double.NaN));

  @TempDir Path dir;

  private long pixels(Path png, int colour) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  private Path lines(SpreadSeries... series) throws IOException {
    Path png = dir.resolve("chart.png");
    Charts.spreadLines("Rank", "rank r", "accuracy (%)", RANKS, List.of(series), png);
    return png;
  }

  @Test
  void deviationsAreDrawnAsErrorBars() throws IOException {
    long with = pixels(lines(MEASURED), BLUE);
    List<Double> none = List.of(Double.NaN, Double.NaN, Double.NaN);
    long without = pixels(lines(SpreadSeries.measured("LoRA", 0, MEANS, none)), BLUE);
    assertThat(with).isNotEqualTo(without);
    assertThat(without).isGreaterThan(500);
  }

  @Test
  void publishedFiguresArePaler() throws IOException {
    SpreadSeries published = SpreadSeries.published("LoRA, published", 0, MEANS);
    assertThat(pixels(lines(MEASURED), PALE_BLUE)).isLessThan(50);
    assertThat(pixels(lines(MEASURED, published), PALE_BLUE)).isGreaterThan(300);
  }

  @Test
  void anSvgOfTheSameNameLiesBesideThePng() throws IOException {
    Path png = dir.resolve("bars.png");
    Charts.spreadBars("Sets", "accuracy (%)", RANKS, List.of(MEASURED), png);
    assertThat(pixels(png, BLUE)).isGreaterThan(10_000);
    assertThat(dir.resolve("bars.svg")).content().contains("<svg", "<path", "</svg");
  }

  @Test
  void aPlaceWithoutAMeanIsLeftOut() throws IOException {
    List<Double> gap = List.of(61.0, Double.NaN, 70.0);
    Path png = lines(SpreadSeries.published("LoRA, published", 0, gap));
    assertThat(pixels(png, PALE_BLUE)).isPositive();
  }

  @Test
  void nothingToDrawIsSaid() {
    SpreadSeries empty = SpreadSeries.published("LoRA", 0, List.of(Double.NaN));
    assertThatThrownBy(() -> lines(empty)).hasMessage("There is no mean to draw.");
  }
}
