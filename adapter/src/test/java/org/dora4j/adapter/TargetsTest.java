package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which modules the options name, with PEFT's rules. */
class TargetsTest {

  private static final ModuleTree TREE = ModuleTree.of(Shapes.tiny());
  private static final ModuleTree TIED = ModuleTree.of(Shapes.tiny().withTiedEmbeddings(true));

  private static AdapterConfigBuilder lora() {
    return AdapterConfig.builder(Method.LORA);
  }

  private static List<String> names(AdapterConfigBuilder options) {
    return Targets.of(options.build(), TREE).lowRank().stream().map(Target::name).toList();
  }

  @Test
  void aNameMatchesAtADotOnly() {
    assertThat(names(lora().targets("q_proj")))
        .containsExactly("model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj");
    assertThat(names(lora().targets("1.self_attn.q_proj")))
        .containsExactly("model.layers.1.self_attn.q_proj");
    assertThat(names(lora().targets("model.layers.0.mlp.up_proj", "lm_head")))
        .containsExactly("model.layers.0.mlp.up_proj", "lm_head");
  }

  @Test
  void aRegularExpressionMatchesTheWholePath() {
    assertThat(names(lora().targets(ModuleSelection.regex(".*\\.0\\..*(?P<kind>q|k)_proj"))))
        .containsExactly("model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.k_proj");
    assertThatThrownBy(() -> names(lora().targets(ModuleSelection.regex("q_proj"))))
        .hasMessage(
            "The targets, after excludes and layers, leave no module to adapt; check the expression \"q_proj\".");
  }

  @Test
  void allLinearLeavesOutTheHead() {
    assertThat(names(lora().targets(ModuleSelection.ALL_LINEAR)))
        .hasSize(14)
        .doesNotContain("lm_head");
  }

  @Test
  void excludesWinOverTargets() {
    assertThat(
            names(
                lora()
                    .targets("q_proj", "down_proj")
                    .excludes(ModuleSelection.names("layers.0.self_attn.q_proj", "down_proj"))))
        .containsExactly("model.layers.1.self_attn.q_proj");
  }

  @Test
  void layersRestrictNamesButNotFullPaths() {
    LayerFilter second = new LayerFilter(List.of(1), List.of("layers"));
    assertThat(
            names(
                lora()
                    .targets("q_proj", "model.layers.0.self_attn.v_proj", "lm_head")
                    .layers(second)))
        .containsExactly(
            "model.layers.0.self_attn.v_proj", "model.layers.1.self_attn.q_proj", "lm_head");
    LayerFilter anyList = new LayerFilter(List.of(0), List.of());
    assertThat(names(lora().targets("q_proj").layers(anyList)))
        .containsExactly("model.layers.0.self_attn.q_proj");
  }

  @Test
  void theFirstMatchingPatternCountsAndScalingUsesTheModulesOwnRank() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    ranks.put("q_proj", 2);
    ranks.put("layers\\.1\\.self_attn\\.q_proj", 3);
    Targets targets =
        Targets.of(
            lora()
                .targets("q_proj", "v_proj")
                .rank(4)
                .alpha(8)
                .rankPattern(ranks)
                .alphaPattern(Map.of("^model.layers.1.self_attn.q_proj", 5.0))
                .build(),
            TREE);
    assertThat(targets.lowRank()).extracting(Target::rank).containsExactly(2, 4, 2, 4);
    assertThat(targets.lowRank()).extracting(Target::scaling).containsExactly(4.0, 2.0, 2.5, 2.0);
  }

  @Test
  void rsLoraDividesByTheRootOfTheRank() {
    Targets targets =
        Targets.of(lora().targets("q_proj").rank(16).alpha(8).rsLora(true).build(), TREE);
    assertThat(targets.lowRank().get(0).scaling()).isEqualTo(2);
  }

  @Test
  void modulesToSaveMatchByTheEndOfThePathAndSaySo() {
    Targets targets =
        Targets.of(lora().targets("q_proj").modulesToSave(List.of("norm")).build(), TREE);
    assertThat(targets.saved()).hasSize(5);
    assertThat(targets.warnings())
        .containsExactly(
            "modules_to_save \"norm\" takes every module whose path ends so: 5 modules, also model.layers.0.input_layernorm.");
  }

  @Test
  void aContainerToSaveTakesItsModules() {
    Targets targets =
        Targets.of(lora().targets("q_proj").modulesToSave(List.of("layers.1.mlp")).build(), TREE);
    assertThat(targets.saved())
        .extracting(ModuleTree.Module::leaf)
        .containsExactly("gate_proj", "up_proj", "down_proj");
  }

  @Test
  void targetsWinOverMagnitudeTargets() {
    Targets targets =
        Targets.of(
            AdapterConfig.builder(Method.DORA)
                .targets("q_proj")
                .magnitudeTargets(ModuleSelection.names("q_proj", "o_proj"))
                .build(),
            TREE);
    assertThat(targets.magnitudes()).extracting(ModuleTree.Module::leaf).containsOnly("o_proj");
    assertThat(targets.lowRank()).hasSize(2);
  }

  @Test
  void aMistypedTargetIsAnErrorThatNamesWhatIsNear() {
    assertThatThrownBy(() -> names(lora().targets("v_proj", "q_prjo")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The target \"q_prjo\" is no module of this model; did you mean q_proj?");
    assertThatThrownBy(() -> names(lora().targets("query_key_value")))
        .hasMessage(
            "The target \"query_key_value\" is no module of this model; it has down_proj, embed_tokens, gate_proj, k_proj, lm_head, o_proj, q_proj, up_proj, v_proj.");
  }

  @Test
  void aTargetOfAStoredAdapterThatMatchesNothingIsAWarning() {
    Targets targets = Targets.ofStored(lora().targets("q_proj", "c_attn").build(), TREE);
    assertThat(targets.lowRank()).hasSize(2);
    assertThat(targets.warnings()).hasSize(1);
  }

  @Test
  void aContainerOrANormAsATargetIsRefused() {
    assertThatThrownBy(() -> names(lora().targets("mlp")))
        .hasMessageStartingWith(
            "The target model.layers.0.mlp is neither a linear layer nor an embedding;");
    assertThatThrownBy(() -> names(lora().targets("input_layernorm")))
        .hasMessageContaining("neither a linear layer nor an embedding");
  }

  @Test
  void aModuleBothTargetedAndSavedIsRefused() {
    assertThatThrownBy(
            () -> names(lora().targets("q_proj", "lm_head").modulesToSave(List.of("lm_head"))))
        .hasMessage(
            "lm_head is both a target and a module to save; a module can be one of the two.");
  }

  @Test
  void aModuleToSaveThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> names(lora().targets("q_proj").modulesToSave(List.of("lm_hed"))))
        .hasMessage(
            "The module to save \"lm_hed\" is no module of this model; did you mean lm_head?");
  }

  @Test
  void ranksThatAnInitialisationCannotHaveAreRefused() {
    assertThatThrownBy(
            () -> names(lora().targets("q_proj").rank(3).initialisation(Initialisation.ORTHOGONAL)))
        .hasMessage(
            "Orthogonal initialisation needs an even rank, but model.layers.0.self_attn.q_proj has 3.");
    assertThatThrownBy(
            () -> names(lora().targets("k_proj").rank(17).initialisation(Initialisation.PISSA)))
        .hasMessageContaining("pissa initialisation needs a rank of at most 16");
  }

  @Test
  void anEmbeddingCannotBeMagnitudeOnly() {
    AdapterConfig config = AdapterConfig.builder(Method.MAGNITUDE).targets("embed_tokens").build();
    assertThatThrownBy(() -> Targets.of(config, TREE))
        .hasMessageStartingWith("Magnitude-only training works on linear layers");
  }

  @Test
  void tiedEmbeddingsAsATargetAreAWarning() {
    assertThat(Targets.of(lora().targets("embed_tokens").build(), TIED).warnings())
        .containsExactly(
            "Embedding and head share one weight in this model: the adapter changes model.embed_tokens only, but merging it changes both, as in PEFT, so the merged model differs.");
    assertThat(
            Targets.of(lora().targets("q_proj").modulesToSave(List.of("lm_head")).build(), TIED)
                .warnings())
        .containsExactly(
            "Training lm_head in full parts embedding and head, which share one weight in this model; set ensure_weight_tying to keep them one.");
  }

  @Test
  void contradictoryOptionsOfTiedEmbeddingsAreRefused() {
    AdapterConfig both = lora().targets("embed_tokens").modulesToSave(List.of("lm_head")).build();
    assertThatThrownBy(() -> Targets.of(both, TIED)).hasMessageContaining("choose one of them");
    AdapterConfig pissa = lora().targets("lm_head").initialisation(Initialisation.PISSA).build();
    assertThatThrownBy(() -> Targets.of(pissa, TIED))
        .hasMessageContaining("takes its part out of the head's weight");
  }

  @Test
  void aPatternThatMatchesNoAdaptedModuleIsAWarning() {
    assertThat(
            Targets.of(lora().targets("q_proj").rankPattern(Map.of("up_proj", 2)).build(), TREE)
                .warnings())
        .containsExactly("\"up_proj\" in rank_pattern matches no adapted module.");
  }
}
