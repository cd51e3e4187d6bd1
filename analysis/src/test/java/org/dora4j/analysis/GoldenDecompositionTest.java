package org.dora4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** LoRA, DoRA and a fully trained model against what NumPy computes. */
class GoldenDecompositionTest {
  private static final double TOLERANCE = 1e-6;

  @TempDir Path folder;

  @Test
  void theTableEqualsNumPys() throws IOException {
    DecompositionFiles.write(Golden.analyse(Definition.PAPER, Golden.all()), folder);

    Map<String, Map<String, String>> ours = Golden.csv(folder.resolve(DecompositionFiles.CSV));
    Map<String, Map<String, String>> expected = Golden.csv(Golden.FOLDER.resolve("expected.csv"));
    // The whole model is held against the base where an adapter sits.
    expected.keySet().removeIf(key -> key.startsWith("full") && key.matches(".*(gate|o)_proj"));
    assertThat(ours.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (key, row) ->
            row.forEach(
                (column, value) -> {
                  String found = ours.get(key).get(column);
                  if (value.isEmpty() || !value.matches("[-\\d.e]+")) {
                    assertThat(found).as(key + " " + column).isEqualTo(value);
                  } else {
                    assertThat(Double.parseDouble(found))
                        .as(key + " " + column)
                        .isCloseTo(Double.parseDouble(value), within(TOLERANCE));
                  }
                }));
  }

  @Test
  void correlationsAndLinesEqualNumPys() throws IOException {
    Decomposition result = Golden.analyse(Definition.PAPER, Golden.all());
    JsonNode expected =
        JsonMapper.builder().build().readTree(Golden.FOLDER.resolve("fits.json").toFile());
    Map<String, LineFit> fits = new LinkedHashMap<>();
    result.fits().forEach(fit -> fits.put(fit.series() + " " + fit.module(), fit));

    assertThat(expected.propertyNames()).hasSize(4);
    for (String name : expected.propertyNames()) {
      JsonNode numbers = expected.get(name);
      LineFit fit = fits.get(name);
      LineFit.Line line = fit.line().orElseThrow();
      LineFit.Interval interval = fit.pearsonInterval().orElseThrow();
      assertThat(
              new double[] {
                fit.points(),
                fit.pearson().getAsDouble(),
                interval.low(),
                interval.high(),
                line.slope(),
                line.interval().low(),
                line.interval().high(),
                line.intercept()
              })
          .as(name)
          .containsExactly(
              new double[] {
                numbers.get("points").asDouble(),
                numbers.get("pearson").asDouble(),
                numbers.get("pearson_low").asDouble(),
                numbers.get("pearson_high").asDouble(),
                numbers.get("slope").asDouble(),
                numbers.get("slope_low").asDouble(),
                numbers.get("slope_high").asDouble(),
                numbers.get("intercept").asDouble()
              },
              within(TOLERANCE));
    }
  }

  @Test
  void theNotebooksMeasureGoesDownTheColumnsOfLayersFromOne() throws IOException {
    Decomposition result = Golden.analyse(Definition.SHREYASSKS, Golden.all());

    Map<String, Map<String, String>> expected = Golden.csv(Golden.FOLDER.resolve("columns.csv"));
    assertThat(result.changes()).isNotEmpty().allMatch(change -> change.layer() >= 1);
    for (MatrixChange change : result.changes()) {
      Map<String, String> row =
          expected.get(
              String.join(
                  " ", change.method(), change.checkpoint(), "" + change.layer(), change.module()));
      assertThat(change.deltaD())
          .isCloseTo(Double.parseDouble(row.get("delta_d")), within(TOLERANCE));
      assertThat(change.deltaM())
          .isCloseTo(Double.parseDouble(row.get("delta_m")), within(TOLERANCE));
    }
  }

  @Test
  void theOrderOfCheckpointsMeansNothing() {
    List<Series> forward = List.of(Golden.series("dora", "dora_default", "dora_rslora"));
    List<Series> backward = List.of(Golden.series("dora", "dora_rslora", "dora_default"));

    List<String> first = figures(Golden.analyse(Definition.PAPER, forward));
    List<String> second = figures(Golden.analyse(Definition.PAPER, backward));

    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  private static List<String> figures(Decomposition result) {
    return result.changes().stream()
        .map(c -> c.checkpoint() + c.layer() + c.module() + " " + c.deltaM() + " " + c.deltaD())
        .toList();
  }

  @Test
  void aMagnitudeAloneTurnsNothing() {
    Series magnitudes =
        new Series(
            "magnitude",
            "magnitude",
            List.of(
                new TunedPath(
                    "only",
                    java.util.OptionalInt.empty(),
                    Golden.ROOT.resolve("legacy/nvlabs_magnitude"),
                    false)));

    Decomposition result = Golden.analyse(Definition.PAPER, List.of(magnitudes));

    assertThat(result.changes()).isNotEmpty();
    for (MatrixChange change : result.changes()) {
      if (change.update().isEmpty()) {
        assertThat(change.deltaD()).isLessThan(1e-20);
        assertThat(change.deltaM()).isGreaterThan(1e-3);
      }
    }
    assertThat(result.changes()).anyMatch(change -> change.update().isEmpty());
  }

  @Test
  void oneCheckpointHasNoCorrelationAndSaysSo() {
    LineFit fit =
        Golden.analyse(Definition.PAPER, List.of(Golden.series("lora", "lora_default")))
            .fits()
            .get(0);

    assertThat(fit.pearson()).isEqualTo(OptionalDouble.empty());
    assertThat(fit.line()).isEmpty();
    assertThat(fit.note()).contains("one checkpoint only");
  }
}
