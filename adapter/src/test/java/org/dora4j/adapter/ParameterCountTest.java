package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.dora4j.model.config.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts and percentages that the paper and its code publish. */
class ParameterCountTest {

  private static final String[] QKVUD = {"q_proj", "k_proj", "v_proj", "up_proj", "down_proj"};

  private static ModelConfig model(String name) {
    return switch (name) {
      case "llama-7b" -> Shapes.of(32000, 4096, 11008, 32, 32, 32);
      case "llama-13b" -> Shapes.of(32000, 5120, 13824, 40, 40, 40);
      case "llama3-8b" -> Shapes.of(128256, 4096, 14336, 32, 32, 8);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "llama-7b, 4, 7012352, 7888896, 0.104, 0.117",
    "llama-7b, 8, 14024704, 14901248, 0.208, 0.221",
    "llama-7b, 16, 28049408, 28925952, 0.415, 0.427",
    "llama-7b, 32, 56098816, 56975360, 0.826, 0.838",
    "llama-7b, 64, 112197632, 113074176, 1.638, 1.650",
    "llama-13b, 32, 87818240, 89190400, 0.670, 0.681",
    "llama-13b, 16, 43909120, 45281280, 0.336, 0.347",
    "llama3-8b, 32, 56623104, 57409536, 0.700, 0.710",
    "llama3-8b, 16, 28311552, 29097984, 0.351, 0.361",
  })
  void areThePapers(
      String name, int rank, long lora, long dora, String loraPercent, String doraPercent) {
    ParameterCount ofLora = count(name, Method.LORA, rank, QKVUD);
    ParameterCount ofDora = count(name, Method.DORA, rank, QKVUD);
    assertThat(ofLora.trainable()).isEqualTo(lora);
    assertThat(ofDora.trainable()).isEqualTo(dora);
    assertThat(rounded(ofLora)).isEqualTo(loraPercent);
    assertThat(rounded(ofDora)).isEqualTo(doraPercent);
  }

  @ParameterizedTest
  @CsvSource({"llama-7b, 26525696", "llama-13b, 41451520"})
  void magnitudesAloneCountOncePerOutput(String name, long trainable) {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA)
            .rank(32)
            .targets("q_proj", "k_proj", "v_proj")
            .magnitudeTargets(ModuleSelection.names("o_proj", "gate_proj", "up_proj", "down_proj"))
            .build();
    assertThat(ParameterCount.of(model(name), config).trainable()).isEqualTo(trainable);
  }

  @Test
  void areThoseThatPeftPrintedForAllLinearLayers() {
    AdapterConfig config =
        AdapterConfig.builder(Method.LORA).rank(64).targets(ModuleSelection.ALL_LINEAR).build();
    assertThat(ParameterCount.of(model("llama-7b"), config))
        .isEqualTo(new ParameterCount(159_907_840, 6_898_323_456L));
    AdapterConfig dora =
        AdapterConfig.builder(Method.DORA).rank(64).targets(ModuleSelection.ALL_LINEAR).build();
    assertThat(ParameterCount.of(model("llama-7b"), dora))
        .isEqualTo(new ParameterCount(161_267_712, 6_899_683_328L));
  }

  @ParameterizedTest
  @CsvSource({"VERA, 1589248, 0.024", "DVORA, 2949120, 0.044"})
  void ofVeraAndDvoraAreThePapers(Method method, long trainable, String percent) {
    AdapterConfig config =
        AdapterConfig.builder(method).rank(1024).targets(ModuleSelection.ALL_LINEAR).build();
    ParameterCount count = ParameterCount.of(model("llama-7b"), config);
    assertThat(count.trainable()).isEqualTo(trainable);
    assertThat(rounded(count)).isEqualTo(percent);
  }

  @ParameterizedTest
  @CsvSource({"LORA, 8, 4718592", "LORA, 4, 2359296", "DORA, 8, 4915200"})
  void ofQueriesKeysAndValuesWithGroupedQueryAttention(Method method, int rank, long trainable) {
    assertThat(count("llama3-8b", method, rank, "q_proj", "k_proj", "v_proj").trainable())
        .isEqualTo(trainable);
  }

  @Test
  void readLikePeftsLine() {
    assertThat(new ParameterCount(2432, 21536))
        .hasToString("trainable params: 2,432 || all params: 21,536 || trainable%: 11.2927");
  }

  private static ParameterCount count(String name, Method method, int rank, String... targets) {
    return ParameterCount.of(
        model(name), AdapterConfig.builder(method).rank(rank).targets(targets).build());
  }

  private static String rounded(ParameterCount count) {
    return String.format(Locale.ROOT, "%.3f", count.percent());
  }
}
