package org.dora4j.report.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.dora4j.report.RunLogException;
import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures and page of an analysis of two layers and two checkpoints. */
class DecompositionChartsTest {
  private static final String JSON =
      """
      {"model": "org/base", "definition": "paper",
       "series": [{"name": "lora <1>", "method": "lora", "checkpoints": ["a", "b"]}],
       "fits": [{"series": "lora <1>", "method": "lora", "module": "q_proj", "points": 4,
         "pearson": 0.9, "pearson_low": 0.1, "pearson_high": 0.99,
         "slope": 2, "slope_low": 1, "slope_high": 3, "intercept": 0.1, "note": ""}],
       "points": [
         {"series": "lora <1>", "checkpoint": "a", "layer": 0, "module": "q_proj", "delta_m": 0.31, "delta_d": 0.1},
         {"series": "lora <1>", "checkpoint": "a", "layer": 1, "module": "q_proj", "delta_m": 0.49, "delta_d": 0.2},
         {"series": "lora <1>", "checkpoint": "b", "layer": 0, "module": "q_proj", "delta_m": 0.72, "delta_d": 0.3},
         {"series": "lora <1>", "checkpoint": "b", "layer": 1, "module": "q_proj", "delta_m": 0.88, "delta_d": 0.4}]}
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeTheFile() throws IOException {
    Files.writeString(folder.resolve("decomposition.json"), JSON);
  }

  private Drawing picture(String name) throws IOException {
    Map<String, Drawing> all = DecompositionCharts.all(DecompositionFile.read(folder));
    assertThat(all).containsKey(name);
    return all.get(name);
  }

  private static <T extends Shape> List<T> shapes(Drawing drawing, Class<T> type) {
    return drawing.shapes().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void theDrawnLineIsTheFit() throws IOException {
    Drawing scatter = picture("scatter-lora-1-q_proj");
    List<Shape.Polygon> marks =
        shapes(scatter, Shape.Polygon.class).stream().filter(m -> !m.tip().isEmpty()).toList();
    Shape.Line line =
        shapes(scatter, Shape.Line.class).stream()
            .filter(l -> l.dash() > 0)
            .findFirst()
            .orElseThrow();

    // ΔM at the ends, by the pixels of the first and the last point (ΔM 0.31 and 0.88).
    double[] first = centre(marks.get(0));
    double[] last = centre(marks.get(3));
    double perPixel = (0.88 - 0.31) / (last[1] - first[1]);
    assertThat(0.31 + perPixel * (line.y1() - first[1])).isCloseTo(0.1 + 2 * 0.1, within(1e-6));
    assertThat(0.31 + perPixel * (line.y2() - first[1])).isCloseTo(0.1 + 2 * 0.4, within(1e-6));
    assertThat(line.x1()).isCloseTo(first[0], within(1e-6));
    assertThat(line.x2()).isCloseTo(last[0], within(1e-6));
  }

  private static double[] centre(Shape.Polygon polygon) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < polygon.points().size(); i += 2) {
      x += polygon.points().get(i);
      y += polygon.points().get(i + 1);
    }
    int corners = polygon.points().size() / 2;
    return new double[] {x / corners, y / corners};
  }

  @Test
  void colourTellsTheLayerAndFormTheCheckpoint() throws IOException {
    List<Shape.Polygon> marks = shapes(picture("scatter-lora-1-q_proj"), Shape.Polygon.class);

    assertThat(marks.get(0).colour()).isEqualTo(marks.get(2).colour());
    assertThat(marks.get(0).colour()).isNotEqualTo(marks.get(1).colour());
    assertThat(marks.get(0).points()).hasSameSizeAs(marks.get(1).points());
    assertThat(marks.get(0).points().size()).isNotEqualTo(marks.get(2).points().size());
  }

  @Test
  void barsShowTheLastCheckpointByLayer() throws IOException {
    List<Shape.Box> bars =
        shapes(picture("layers-q_proj"), Shape.Box.class).stream()
            .filter(bar -> bar.tip().contains("ΔM"))
            .toList();

    assertThat(bars).hasSize(2);
    assertThat(bars.get(0).height() / bars.get(1).height()).isCloseTo(0.72 / 0.88, within(1e-6));
  }

  @Test
  void aHeatMapOfRoundingErrorsHasOneColour() throws IOException {
    String json =
        JSON.replace("\"delta_d\": 0.3", "\"delta_d\": 6e-33")
            .replace("\"delta_d\": 0.4", "\"delta_d\": 9e-33");
    Files.writeString(folder.resolve("decomposition.json"), json);
    List<Shape.Box> boxes =
        shapes(picture("heatmap-lora-1"), Shape.Box.class).stream()
            .filter(box -> box.tip().contains("ΔD"))
            .toList();

    assertThat(boxes).hasSize(2);
    assertThat(boxes.get(0).fill()).isEqualTo(boxes.get(1).fill());
  }

  @Test
  void everyPictureIsWrittenTwice() throws IOException {
    DecompositionCharts.write(folder);

    for (String name : List.of("scatter-lora-1-q_proj", "layers-q_proj", "heatmap-lora-1")) {
      BufferedImage image = ImageIO.read(folder.resolve(name + ".png").toFile());
      assertThat(image.getWidth()).isEqualTo(1000);
      assertThat(Files.readString(folder.resolve(name + ".svg"))).contains("<svg", "viewBox");
    }
    assertThat(Files.readString(folder.resolve("scatter-lora-1-q_proj.svg")))
        .contains("lora &lt;1&gt;", "layer 1, b: ΔD 0.4000, ΔM 0.8800");
  }

  @Test
  void thePageStatesTheSignsAndFetchesNothing() throws IOException {
    String page = Files.readString(DecompositionPage.write(folder));

    assertThat(page).contains("+0.90", "+0.83", "−0.62", "−0.31", "the paper&#39;s sign");
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http:", "https:");
    assertThat(page).contains("lora &lt;1&gt;").doesNotContain("lora <1>");
    assertThat(DecompositionPage.signs(folder).get(0))
        .isEqualTo(
            "lora <1>, q_proj: r = +0.90 (95 %: +0.10 … +0.99), 4 points; paper +0.83: the paper's sign");
  }

  @Test
  void aFileThatIsNoAnalysisIsRefused() throws IOException {
    Files.writeString(folder.resolve("decomposition.json"), "{\"model\": \"m\"}");

    assertThatThrownBy(() -> DecompositionCharts.write(folder))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("decomposition.json is not what 'dora4j analyze' writes");
  }
}
