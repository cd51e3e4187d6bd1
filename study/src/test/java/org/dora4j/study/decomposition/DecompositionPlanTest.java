package org.dora4j.study.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the arms share and what they do not. */
class DecompositionPlanTest {

  private static DecompositionPlan plan(
      int steps, int checkpoints, Map<Method, Map<String, Object>> own) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", "m");
    settings.put("data", "d");
    settings.put("output", "study");
    settings.put("steps", steps);
    settings.put("lr", "3e-3");
    return new DecompositionPlan(
        settings, List.of(Method.FULL, Method.LORA, Method.DORA), checkpoints, own);
  }

  @ParameterizedTest
  @CsvSource({"24, 4, 6, 4", "555, 6, 92, 6", "10, 4, 2, 5", "7, 7, 1, 7"})
  void checkpointsLieAtEvenDistancesAndStay(int steps, int checkpoints, int every, int keep) {
    TrainConfig run = plan(steps, checkpoints, Map.of()).run(Method.DORA, Map.of());

    assertThat(run.run().saveEvery()).hasValue(every);
    assertThat(run.run().keep()).isEqualTo(keep).isGreaterThanOrEqualTo(checkpoints);
  }

  @Test
  void eachArmHasItsFolderMethodAndRate() {
    DecompositionPlan plan = plan(24, 4, Map.of(Method.LORA, Map.of("lr", "1e-4")));

    TrainConfig lora = plan.run(Method.LORA, Map.of());
    assertThat(lora.output()).isEqualTo(Path.of("study", "lora"));
    assertThat(lora.optimiser().learningRate()).isEqualTo(1e-4);
    assertThat(plan.run(Method.DORA, Map.of()).optimiser().learningRate()).isEqualTo(3e-3);
    assertThat(plan.run(Method.FULL, Map.of()).optimiser().learningRate()).isEqualTo(2e-5);
  }

  @Test
  void anArmOfVeraDoesWithoutWhatItDoesNotHave() {
    Map<String, Object> settings =
        Map.of("model", "m", "data", "d", "output", "study", "steps", 8, "alpha", 32);
    DecompositionPlan plan =
        new DecompositionPlan(
            settings,
            List.of(Method.LORA, Method.DVORA),
            4,
            Map.of(Method.DVORA, Map.of("rank", 64)));

    assertThat(plan.run(Method.LORA, Map.of()).adapter().alpha()).isEqualTo(32);
    TrainConfig dvora = plan.run(Method.DVORA, Map.of());
    assertThat(dvora.adapter().method()).isEqualTo(Method.DVORA);
    assertThat(dvora.adapter().rank()).isEqualTo(64);
    assertThat(dvora.optimiser().learningRate()).isEqualTo(4e-3);
  }

  @Test
  void aSettingForAMethodThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> plan(24, 4, Map.of(Method.VERA, Map.of("rank", 64))))
        .hasMessage("--rank-vera is given but --methods has no vera");
  }

  @Test
  void fewerStepsThanCheckpointsAreRefused() {
    DecompositionPlan plan = plan(3, 4, Map.of());

    assertThatThrownBy(() -> plan.run(Method.DORA, Map.of()))
        .hasMessageContaining("--steps 3 is too few for 4 checkpoints");
  }
}
