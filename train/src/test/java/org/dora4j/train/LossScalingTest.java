package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.TinyRun.Outcome;
import org.dora4j.train.event.SkippedStep;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStep;
import org.dora4j.train.optim.LossScale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in fp16: the loss scale and the steps that it skips. */
class LossScalingTest {
  @TempDir Path folder;

  /** Puts an infinity into the base model's head before some steps, and takes it out again. */
  private static final class Fault implements TrainListener {
    private final List<Integer> before;
    private Parameter weight;
    private double healthy;

    Fault(Integer... before) {
      this.before = List.of(before);
    }

    Trainable attach(LoadedModel model, TinyRun run) {
      weight = model.transformer().parameters().get("model.norm.weight");
      healthy = weight.value().toFloats()[0];
      put(before.contains(1) ? Double.POSITIVE_INFINITY : healthy);
      return AdapterTrainable.attach(model, run.config().adapter(), 42);
    }

    @Override
    public void onStep(TrainStep step) {
      next(step.step() + 1);
    }

    @Override
    public void onSkippedStep(SkippedStep step) {
      next(step.step() + 1);
    }

    private void next(int step) {
      put(before.contains(step) ? Double.POSITIVE_INFINITY : healthy);
    }

    private void put(double value) {
      try (Scope scope = Scope.open()) {
        Tensor first = weight.value().select(0, 0);
        first.fill_(value);
      }
    }
  }

  private TinyRun run(String name) {
    return TinyRun.in(folder.resolve(name)).adapter("dora").dtype(DType.F16);
  }

  private Outcome faulty(String name, Integer... before) {
    Fault fault = new Fault(before);
    TinyRun run = run(name);
    return run.method(model -> fault.attach(model, run)).listener(fault).run();
  }

  @Test
  void anOverflowSkipsTheStepAndHalvesTheScale() {
    Outcome outcome = faulty("run", 3, 4);
    assertThat(outcome.recorder().skipped).extracting(SkippedStep::step).containsExactly(3, 4);
    List<Double> scales = new ArrayList<>();
    outcome.recorder().skipped.forEach(step -> scales.add(step.lossScale().orElseThrow()));
    assertThat(scales).containsExactly(32768.0, 16384.0);
    assertThat(outcome.recorder().steps)
        .extracting(TrainStep::step)
        .containsExactly(1, 2, 5, 6, 7, 8);
  }

  @Test
  void aSkippedStepDoesNotAdvanceTheLearningRate() {
    List<Double> whole =
        run("whole").run().recorder().steps.stream().map(TrainStep::learningRate).toList();
    List<Double> skipping =
        faulty("skipping", 3).recorder().steps.stream().map(TrainStep::learningRate).toList();
    assertThat(skipping).isEqualTo(whole.subList(0, 7));
  }

  @Test
  void theGradientNormIsThatOfTheLossItself() {
    TrainStep half = run("half").run().recorder().steps.get(0);
    TrainStep full = run("full").dtype(DType.F32).run().recorder().steps.get(0);
    assertThat(half.loss()).isCloseTo(full.loss(), within(0.01));
    assertThat(half.gradientNorm()).isCloseTo(full.gradientNorm(), within(0.02));
  }

  @Test
  void theScaleIsPartOfACheckpoint() throws Exception {
    Fault fault = new Fault(2);
    TinyRun run = run("run").set("save_every", 5);
    run.method(model -> fault.attach(model, run)).listener(fault).run();
    String state =
        Files.readString(folder.resolve("run/checkpoints/step-000005/trainer_state.json"));
    assertThat(state).contains("\"scale\" : 32768.0", "\"good_steps\" : 3");
  }

  @Test
  void aModelThatNoScaleHelpsEndsTheRun() {
    Integer[] all = new Integer[40];
    java.util.Arrays.setAll(all, i -> i + 1);
    Fault fault = new Fault(all);
    TinyRun run = run("run").set("steps", 40);
    run.method(model -> fault.attach(model, run)).listener(fault);
    assertThatThrownBy(run::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("in 21 steps in a row");
  }

  @Test
  void theScaleDoublesAfterTwoThousandGoodSteps() {
    LossScale scale = new LossScale();
    scale.after(false);
    for (int i = 0; i < 1999; i++) {
      scale.after(true);
    }
    assertThat(scale.value()).isEqualTo(32768);
    scale.after(true);
    assertThat(scale.state()).isEqualTo(new LossScale.State(65536, 0));
    scale.after(true);
    scale.after(false);
    assertThat(scale.state()).isEqualTo(new LossScale.State(32768, 0));
  }
}
