package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.BiasTraining;
import org.dora4j.adapter.Initialisation;
import org.dora4j.adapter.Method;
import org.dora4j.adapter.ModuleSelection;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.config.TrainConfigBuilder;
import org.junit.jupiter.api.Test;

class AdapterOptionsTest {

  private static AdapterConfig options(Map<String, Object> settings) {
    TrainConfigBuilder builder =
        TrainConfig.builder().model("m").data(Path.of("d")).output(Path.of("o"));
    settings.forEach(builder::set);
    return AdapterOptions.of(builder.build().adapter());
  }

  @Test
  void everySettingReachesTheAdapter() {
    AdapterConfig config =
        options(
            Map.of(
                "method",
                "lora",
                "rank",
                8,
                "alpha",
                12,
                "rslora",
                true,
                "dropout",
                0.1,
                "bias",
                "lora_only",
                "init",
                "pissa",
                "rank_pattern",
                Map.of("q_proj", 4),
                "modules_to_save",
                List.of("lm_head"),
                "layers",
                List.of(1)));
    assertThat(config.method()).isEqualTo(Method.LORA);
    assertThat(config.rank()).isEqualTo(8);
    assertThat(config.alpha()).isEqualTo(12);
    assertThat(config.rsLora()).isTrue();
    assertThat(config.dropout()).isEqualTo(0.1);
    assertThat(config.bias()).isEqualTo(BiasTraining.LORA_ONLY);
    assertThat(config.initialisation()).isEqualTo(Initialisation.PISSA);
    assertThat(config.rankPattern()).containsEntry("q_proj", 4);
    assertThat(config.modulesToSave()).containsExactly("lm_head");
    assertThat(config.layers().layers()).containsExactly(1);
    assertThat(config.detachedNorm()).isTrue();
  }

  @Test
  void aSingleTargetMayBeAWordOrAnExpression() {
    assertThat(AdapterOptions.selection(List.of("all-linear")))
        .isEqualTo(ModuleSelection.ALL_LINEAR);
    assertThat(AdapterOptions.selection(List.of(".*\\.(q|v)_proj")))
        .isInstanceOf(ModuleSelection.Regex.class);
    assertThat(AdapterOptions.selection(List.of("self_attn.q_proj")))
        .isEqualTo(ModuleSelection.names("self_attn.q_proj"));
    assertThat(AdapterOptions.selection(List.of())).isEqualTo(ModuleSelection.NONE);
  }
}
