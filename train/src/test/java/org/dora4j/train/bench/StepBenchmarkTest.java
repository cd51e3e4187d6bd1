package org.dora4j.train.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.OptionalInt;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.Method;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.junit.jupiter.api.Test;

class StepBenchmarkTest {
  private static final ModelConfig SHAPE =
      new ModelConfig(
          50,
          16,
          24,
          2,
          2,
          1,
          8,
          1e-5,
          true,
          false,
          false,
          RopeConfig.of(10000),
          64,
          OptionalInt.empty(),
          java.util.List.of(),
          DType.F32);

  private static final AdapterConfig DORA =
      AdapterConfig.builder(Method.DORA).rank(2).targets("q_proj", "down_proj").build();

  private static StepResult run(Transformer model, Optional<AdapterConfig> adapter, int steps) {
    return StepBenchmark.run(
        model, new StepWork(adapter, new StepBatches.Random(2, 8), 1, steps, true));
  }

  private static Transformer model() {
    return TransformerLoader.random(SHAPE, 1, DType.F32, Device.CPU);
  }

  @Test
  void countsTheOperationsOfLinearLayersAndTheHead() {
    long attention = 16 * 16 + 2 * 16 * 8 + 16 * 16;
    long weights = 2 * (attention + 3 * 16 * 24) + 50 * 16;
    try (Transformer model = model()) {
      assertThat(run(model, Optional.of(DORA), 1).flopsPerToken()).isEqualTo(4.0 * weights);
      assertThat(run(model, Optional.empty(), 1).flopsPerToken()).isEqualTo(6.0 * weights);
    }
  }

  @Test
  void phasesAddUpToTheMedianStepUnlessTheyTookLonger() {
    StepPhases phases = StepPhases.of(10, 2, 5, 1);
    assertThat(phases.head()).isEqualTo(2);
    assertThat(StepPhases.of(10, 6, 5, 1).head()).isZero();
    try (Transformer model = model()) {
      assertThat(run(model, Optional.of(DORA), 2).phases()).isPresent();
    }
  }

  @Test
  void utilisationIsTheShareOfTheMachinesRate() {
    StepResult result = new StepResult(100, Spread.of(1), 0, 0, 4e6, Optional.empty());
    assertThat(result.flopUtilisation(1e9)).isEqualTo(0.4, within(1e-12));
  }

  @Test
  void leavesTheModelAndNativeMemoryAsTheyWere() {
    try (Transformer model = model()) {
      run(model, Optional.of(DORA), 1);
      long before = Memory.liveObjects();
      StepResult result = run(model, Optional.of(DORA), 3);

      assertThat(Memory.liveObjects()).isEqualTo(before);
      assertThat(model.linears().values()).noneMatch(linear -> linear.isReplaced());
      assertThat(result.trained()).isEqualTo(2 * (2 * 32 + 16 + 2 * (24 + 16) + 16));
      assertThat(result.tokensPerSecond())
          .isEqualTo(16e3 / result.stepMillis().median(), within(1e-6));
    }
  }
}
