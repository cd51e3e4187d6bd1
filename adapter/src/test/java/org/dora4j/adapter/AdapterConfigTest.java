package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that make no sense are refused with sentences. */
class AdapterConfigTest {

  private static void assertRefused(
      Method method, UnaryOperator<AdapterConfigBuilder> change, String sentence) {
    AdapterConfigBuilder options = AdapterConfig.builder(method).targets("q_proj");
    assertThatThrownBy(() -> change.apply(options).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void aRankBelowOne() {
    assertRefused(
        Method.LORA, o -> o.rank(0), "The rank must be at least 1 but is 0; 8 or 16 are usual.");
    assertRefused(
        Method.LORA,
        o -> o.rankPattern(Map.of("q_proj", 0)),
        "rank_pattern gives \"q_proj\" the rank 0, but ranks start at 1.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0, -8})
  void anAlphaThatIsNoPositiveNumber(double alpha) {
    assertRefused(
        Method.DORA,
        o -> o.alpha(alpha),
        "Alpha must be a number above 0 but is %s; twice the rank is usual.".formatted(alpha));
  }

  @Test
  void anAlphaPatternThatIsNoNumber() {
    assertRefused(
        Method.LORA,
        o -> o.alphaPattern(Map.of("q_proj", Double.NaN)),
        "alpha_pattern gives \"q_proj\" the alpha NaN, but it must be a number above 0.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void aDropoutThatIsNoProbability(double dropout) {
    assertRefused(
        Method.LORA,
        o -> o.dropout(dropout),
        "Dropout must be at least 0 and below 1 but is %s.".formatted(dropout));
  }

  @Test
  void noTargets() {
    assertRefused(
        Method.LORA,
        o -> o.targets(ModuleSelection.NONE),
        "There are no target modules; name some, e.g. q_proj and v_proj, or all-linear.");
  }

  @Test
  void anExpressionThatDoesNotCompile() {
    assertRefused(
        Method.LORA,
        o -> o.targets(ModuleSelection.regex("(q_proj")),
        "\"(q_proj\" in targets is not a regular expression: Unclosed group.");
  }

  @Test
  void layersWithARegularExpression() {
    assertRefused(
        Method.LORA,
        o ->
            o.targets(ModuleSelection.regex(".*q_proj"))
                .layers(new LayerFilter(List.of(1), List.of())),
        "layers_to_transform works with a list of target names only; put the layers into the regular expression, or list the names.");
  }

  @Test
  void aLayersPatternWithoutLayers() {
    assertRefused(
        Method.LORA,
        o -> o.layers(new LayerFilter(List.of(), List.of("layers"))),
        "layers_pattern needs layers_to_transform beside it.");
  }

  @Test
  void negativeLayers() {
    assertRefused(
        Method.LORA,
        o -> o.layers(new LayerFilter(List.of(-1), List.of())),
        "layers_to_transform counts from 0 but holds [-1].");
  }

  @Test
  void doraWithABiasOfB() {
    assertRefused(
        Method.DORA,
        o -> o.loraBias(true),
        "DoRA has no bias of B; leave lora_bias off, or use LoRA.");
  }

  @Test
  void aBiasOfBWithAnotherInitialisation() {
    assertRefused(
        Method.LORA,
        o -> o.loraBias(true).initialisation(Initialisation.GAUSSIAN),
        "lora_bias works with the default initialisation only.");
  }

  @Test
  void magnitudesAloneWithOptionsOfLoRa() {
    assertRefused(
        Method.MAGNITUDE,
        o -> o.initialisation(Initialisation.PISSA),
        "A magnitude-only adapter has no A and B that could start as pissa.");
    assertRefused(
        Method.MAGNITUDE,
        o -> o.magnitudeTargets(ModuleSelection.names("o_proj")),
        "A magnitude-only adapter names its modules as targets, not as magnitude targets.");
    assertRefused(
        Method.MAGNITUDE,
        o -> o.loraBias(true),
        "Magnitude-only adapters have no B and no lora_bias; leave it off, or use LoRA.");
  }

  @Test
  void allProblemsAreNamedAtOnce() {
    assertThatThrownBy(() -> AdapterConfig.builder(Method.LORA).rank(0).dropout(2).build())
        .hasMessageContaining("The rank must be")
        .hasMessageContaining("Dropout must be")
        .hasMessageContaining("There are no target modules");
  }

  @Test
  void aBuilderOfAConfigMakesTheSameConfig() {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA)
            .rank(4)
            .alpha(6)
            .rsLora(true)
            .dropout(0.1)
            .targets("q_proj")
            .excludes(ModuleSelection.names("o_proj"))
            .magnitudeTargets(ModuleSelection.names("v_proj"))
            .rankPattern(Map.of("q_proj", 2))
            .alphaPattern(Map.of("q_proj", 3.0))
            .layers(new LayerFilter(List.of(1), List.of("layers")))
            .modulesToSave(List.of("norm"))
            .bias(BiasTraining.ALL)
            .initialisation(Initialisation.ORTHOGONAL)
            .detachedNorm(false)
            .ensureWeightTying(true)
            .build();
    assertThat(config.toBuilder().build()).isEqualTo(config);
  }
}
