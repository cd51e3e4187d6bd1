package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChartsTest {
  private static final int BLUE = 0x0072B2;
  private static final int ORANGE = 0xD55E00;

  @TempDir Path dir;

  private static Curve falling(String name, double scale) {
    double[] x = new double[100];
    double[] y = new double[100];
    Arrays.setAll(x, i -> i + 1);
    Arrays.setAll(y, i -> scale * Math.exp(-i / 30.0) + 0.05 * Math.sin(i));
    return new Curve(name, x, y);
  }

  private Map<Integer, Integer> colours(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isEqualTo(1400);
    assertThat(image.getHeight()).isEqualTo(800);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        counts.merge(image.getRGB(x, y) & 0xFFFFFF, 1, Integer::sum);
      }
    }
    return counts;
  }

  @Test
  void everyRunHasALineOfItsOwnColour() throws IOException {
    Path png = dir.resolve("new/loss.png");
    Charts.loss("Loss", List.of(falling("LoRA", 2), falling("DoRA", 3)), List.of(), png);

    Map<Integer, Integer> colours = colours(png);
    assertThat(colours.getOrDefault(BLUE, 0)).isGreaterThan(500);
    assertThat(colours.getOrDefault(ORANGE, 0)).isGreaterThan(300);
  }

  @Test
  void validationLossesAreMarked() throws IOException {
    Path without = dir.resolve("without.png");
    Path with = dir.resolve("with.png");
    Curve validation = new Curve("validation", new double[] {20, 60}, new double[] {2.5, 2.9});
    Charts.loss("Loss", List.of(falling("LoRA", 2)), List.of(), without);
    Charts.loss("Loss", List.of(falling("LoRA", 2)), List.of(validation), with);

    assertThat(colours(with).getOrDefault(BLUE, 1))
        .isGreaterThan(colours(without).getOrDefault(BLUE, 1) + 100);
  }

  @Test
  void aCurveWithGapsIsDrawn() throws IOException {
    Path png = dir.resolve("gaps.png");
    double[] y = {3, Double.NaN, 2, Double.POSITIVE_INFINITY, 1};
    Charts.loss("Loss", List.of(new Curve("run", new double[] {1, 2, 3, 4, 5}, y)), List.of(), png);

    assertThat(colours(png).getOrDefault(BLUE, 0)).isGreaterThan(500);
  }

  @Test
  void oneStepIsEnough() throws IOException {
    Path png = dir.resolve("one.png");
    Charts.loss(
        "Loss", List.of(new Curve("run", new double[] {1}, new double[] {2})), List.of(), png);
    assertThat(colours(png).getOrDefault(BLUE, 0)).isGreaterThan(300);
  }

  @Test
  void nothingToDrawIsRefused() {
    Curve empty = new Curve("run", new double[0], new double[0]);
    assertThatThrownBy(() -> Charts.loss("Loss", List.of(empty), List.of(), dir.resolve("x.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no loss to draw");
  }

  @Test
  void barsGrowWithAccuracy() throws IOException {
    Path low = dir.resolve("low.png");
    Path high = dir.resolve("high.png");
    Charts.accuracy("Accuracy", scores(0.2), low);
    Charts.accuracy("Accuracy", scores(0.8), high);

    int dora = 0xE69F00;
    double ratio =
        (double) colours(high).getOrDefault(dora, 1) / colours(low).getOrDefault(dora, 1);
    assertThat(ratio).isBetween(3.5, 4.5);
  }

  private static Scores scores(double accuracy) {
    return new Scores(
        List.of("boolq", "piqa"),
        List.of(
            new Scores.Method("before", List.of(0.0, 0.1)),
            new Scores.Method("LoRA", List.of(0.5, Double.NaN)),
            new Scores.Method("DoRA", List.of(accuracy, accuracy))));
  }

  /** Whether anything is drawn in the picture's outermost columns. */
  private static boolean touchesASide(Path png) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x : new int[] {0, 1, image.getWidth() - 2, image.getWidth() - 1}) {
        if ((image.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF) {
          return true;
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 12})
  void namesAndTitleStayInThePicture(int runs) throws IOException {
    Path png = dir.resolve("many.png");
    List<Curve> curves =
        IntStream.range(0, runs).mapToObj(i -> falling("a run with a name " + i, i + 1)).toList();
    String title = "A title that is much longer than what fits in large type, ".repeat(2);
    Charts.steps(title, "loss", false, curves, png);
    assertThat(touchesASide(png)).isFalse();
  }

  @Test
  void whatWasNotMeasuredHasNeitherBarNorLabel() throws IOException {
    Path measured = dir.resolve("measured.png");
    Path half = dir.resolve("half.png");
    Charts.accuracy("Accuracy", scores(0), measured);
    Charts.accuracy("Accuracy", scores(Double.NaN), half);
    int ink = 0x222222;
    assertThat(colours(half).getOrDefault(ink, 0))
        .isLessThan(colours(measured).getOrDefault(ink, 0));
  }

  @Test
  void eighteenMethodsHaveBarsOfDifferentColours() {
    assertThat(IntStream.range(0, 18).mapToObj(Palette::bar)).doesNotHaveDuplicates();
  }
}
