package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.data.Example;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Scope;
import org.dora4j.train.TinyRun.Outcome;
import org.dora4j.train.event.Evaluation;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  @TempDir Path folder;

  private static final List<Example> ALL = Golden.examples("full");

  private List<String> checkpoints(String run) throws IOException {
    try (Stream<Path> list = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void learnsAFewExamplesByHeart() {
    Outcome outcome =
        TinyRun.in(folder).examples(ALL.subList(0, 4)).set("steps", 150).set("lr", 1e-2).run();
    assertThat(outcome.finish().loss()).isLessThan(0.05);
  }

  @ParameterizedTest
  @EnumSource(names = {"BF16", "F16"})
  void learnsInHalfPrecisionToo(DType type) {
    Outcome outcome =
        TinyRun.in(folder)
            .dtype(type)
            .examples(ALL.subList(0, 4))
            .set("steps", 80)
            .set("lr", 2e-2)
            .run();
    assertThat(outcome.finish().loss()).isLessThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "dora"})
  void nativeMemoryStaysFlatOverTwoHundredSteps(String method) {
    long[] objects = new long[201];
    long[] bytes = new long[201];
    TrainListener observer =
        new TrainListener() {
          @Override
          public void onStep(TrainStep step) {
            objects[step.step()] = Memory.liveObjects();
            bytes[step.step()] = Memory.allocatedBytes();
          }
        };
    TinyRun run = TinyRun.in(folder).set("batch_size", ALL.size()).set("steps", 200);
    (method.equals("full") ? run : run.adapter(method)).listener(observer).run();
    assertThat(objects[200]).isLessThanOrEqualTo(objects[100]);
    // Java's compiler takes and returns megabytes meanwhile, hence the least of 50 steps; yet one
    // lost activation [N, d] a step, 1000 tokens by 32 numbers, would be 12 MiB.
    long early = Arrays.stream(bytes, 51, 101).min().orElseThrow();
    long late = Arrays.stream(bytes, 151, 201).min().orElseThrow();
    assertThat(late - early).isLessThan(10 << 20);
  }

  @Test
  void nativeMemoryStaysFlatOverFiveHundredStepsOfAnAdapter() {
    long[] objects = new long[501];
    long[] bytes = new long[501];
    TrainListener observer =
        new TrainListener() {
          @Override
          public void onStep(TrainStep step) {
            objects[step.step()] = Memory.liveObjects();
            bytes[step.step()] = Memory.allocatedBytes();
          }
        };
    TinyRun.in(folder)
        .set("batch_size", 8)
        .set("accumulation", 2)
        .set("steps", 500)
        .set("dropout", 0.1)
        .adapter("dora")
        .listener(observer)
        .run();
    // What Java has yet to collect is counted too, but never grows with the steps.
    assertThat(min(objects, 451, 501)).isLessThanOrEqualTo(min(objects, 51, 101));
    // 400 steps of 16 examples apart: one lost activation [N, d] a step would be 20 MiB.
    assertThat(min(bytes, 451, 501) - min(bytes, 51, 101)).isLessThan(10 << 20);
  }

  private static long min(long[] values, int from, int to) {
    return Arrays.stream(values, from, to).min().orElseThrow();
  }

  @Test
  void aStopEndsTheRunAfterItsStepWithACheckpointAndWithoutAResult() throws IOException {
    Outcome outcome = TrainerEqualityTest.stoppingAfter(3, TinyRun.in(folder.resolve("run"))).run();
    assertThat(outcome.finish().stopped()).isTrue();
    assertThat(outcome.finish().step()).isEqualTo(3);
    assertThat(outcome.finish().result()).isNull();
    assertThat(checkpoints("run")).containsExactly("step-000003");
    assertThat(folder.resolve("run/checkpoints/step-000003/model/model.safetensors")).exists();
  }

  @Test
  void onlyTheLatestCheckpointsAreKept() throws IOException {
    Outcome outcome = TinyRun.in(folder.resolve("run")).set("save_every", 2).set("keep", 2).run();
    assertThat(outcome.recorder().checkpoints)
        .extracting(c -> c.step())
        .containsExactly(2, 4, 6, 8);
    assertThat(checkpoints("run")).containsExactly("step-000006", "step-000008");
    assertThat(outcome.finish().result()).isEqualTo(folder.resolve("run/model"));
  }

  @Test
  void theBestCheckpointIsKeptAndIsTheResult() throws IOException {
    // Learning its four examples by heart, the model gets worse at the others after a while.
    TinyRun run =
        TinyRun.in(folder.resolve("run"))
            .examples(ALL.subList(0, 4))
            .validation(ALL.subList(20, 40))
            .set("steps", 40)
            .set("lr", 3e-2)
            .set("evaluate_every", 2)
            .set("save_every", 10)
            .set("keep", 1)
            .set("keep_best", true);
    Outcome outcome = run.run();
    Evaluation best =
        outcome.recorder().evaluations.stream()
            .min((a, b) -> Double.compare(a.loss(), b.loss()))
            .orElseThrow();
    assertThat(best.step()).isLessThan(40);
    assertThat(outcome.finish().bestStep()).hasValue(best.step());
    String name = String.format("step-%06d", best.step());
    assertThat(checkpoints("run")).containsExactly(name, "step-000040");
    assertThat(folder.resolve("run/model/model.safetensors"))
        .hasSameBinaryContentAs(
            folder.resolve("run/checkpoints").resolve(name).resolve("model/model.safetensors"));
  }

  @Test
  void theLastStepIsAlwaysEvaluated() {
    Outcome outcome =
        TinyRun.in(folder).validation(ALL.subList(0, 4)).set("evaluate_every", 5).run();
    assertThat(outcome.recorder().evaluations).extracting(Evaluation::step).containsExactly(5, 8);
  }

  @Test
  void withoutACadenceARunEvaluatesAndSavesOnceAnEpoch() {
    Outcome outcome =
        TinyRun.in(folder)
            .examples(ALL.subList(0, 12))
            .validation(ALL.subList(12, 16))
            .set("steps", 7)
            .run();
    assertThat(outcome.recorder().evaluations)
        .extracting(Evaluation::step)
        .containsExactly(3, 6, 7);
  }

  @Test
  void aSkippedStepChangesNothingAndTooManyEndTheRun() {
    Recorder recorder = new Recorder();
    TinyRun run =
        TinyRun.in(folder)
            .listener(recorder)
            .method(
                model -> {
                  try (Scope scope = Scope.open()) {
                    model
                        .transformer()
                        .parameters()
                        .get("model.norm.weight")
                        .value()
                        .select(0, 0)
                        .fill_(Double.NaN);
                  }
                  return new FullTrainable(model);
                });
    assertThatThrownBy(run::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("in 5 steps in a row")
        .hasMessageContaining("model.");
    assertThat(recorder.steps).isEmpty();
    assertThat(recorder.skipped).extracting(s -> s.inARow()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void magnitudesMayHaveALearningRateOfTheirOwn() {
    Outcome fresh = TinyRun.in(folder.resolve("b")).adapter("dora").set("lr", 1e-30).run();
    Outcome still = TinyRun.in(folder.resolve("c")).adapter("dora").set("magnitude_lr", 0).run();
    for (String name : still.values().keySet()) {
      boolean magnitude = name.contains("magnitude");
      assertThat(Arrays.equals(still.values().get(name), fresh.values().get(name)))
          .as(name)
          .isEqualTo(magnitude);
    }
  }

  @Test
  void theStartTellsWhatWillBeTrained() {
    Outcome outcome = TinyRun.in(folder).run();
    assertThat(outcome.recorder().starts).hasSize(1);
    var start = outcome.recorder().starts.get(0);
    assertThat(start.trainable()).isEqualTo(start.all());
    assertThat(start.steps()).isEqualTo(8);
    assertThat(start.trainableLine())
        .startsWith("trainable params: ")
        .endsWith("trainable%: 100.0000");
    assertThat(start.memoryBytes()).isPositive();
  }
}
