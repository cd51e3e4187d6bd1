package org.dora4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SpreadTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root"), "testdata/golden/spreads.json");

  @Test
  void equalsNumPy() {
    JsonNode cases = new JsonMapper().readTree(GOLDEN.toFile());
    assertThat(cases).hasSize(4);
    for (JsonNode golden : cases) {
      double[] values =
          StreamSupport.stream(golden.path("values").spliterator(), false)
              .mapToDouble(JsonNode::asDouble)
              .toArray();
      Spread spread = Spread.of(DoubleStream.of(values));
      assertThat(spread.count()).isEqualTo(values.length);
      assertThat(spread.mean()).isCloseTo(golden.path("mean").asDouble(), within(1e-12));
      assertThat(spread.deviation()).isCloseTo(golden.path("deviation").asDouble(), within(1e-12));
    }
  }

  @Test
  void oneValueHasNoDeviation() {
    Spread one = Spread.of(DoubleStream.of(0.5, Double.NaN));
    assertThat(one.count()).isEqualTo(1);
    assertThat(one.deviation()).isNaN();
    assertThat(one.percent()).isEqualTo("50.0");
  }

  @Test
  void noValueIsADash() {
    assertThat(Spread.of(DoubleStream.empty()).percent()).isEqualTo("–");
  }

  @Test
  void severalAreShownWithTheirDeviation() {
    assertThat(Spread.of(DoubleStream.of(0.5, 0.52, 0.54)).percent()).isEqualTo("52.0 ± 2.0");
  }
}
