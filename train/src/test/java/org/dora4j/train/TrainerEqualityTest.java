package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.dora4j.torch.DType;
import org.dora4j.train.TinyRun.Outcome;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerEqualityTest {
  @TempDir Path folder;

  static void close(Map<String, float[]> a, Map<String, float[]> b, double tolerance) {
    assertThat(a.keySet()).isEqualTo(b.keySet());
    for (String name : a.keySet()) {
      assertThat(a.get(name)).as(name).hasSameSizeAs(b.get(name));
      for (int i = 0; i < a.get(name).length; i++) {
        assertThat((double) a.get(name)[i])
            .as(name + "[" + i + "]")
            .isCloseTo(b.get(name)[i], within(tolerance));
      }
    }
  }

  static void identical(Map<String, float[]> a, Map<String, float[]> b) {
    assertThat(a.keySet()).isEqualTo(b.keySet());
    a.forEach((name, values) -> assertThat(values).as(name).isEqualTo(b.get(name)));
  }

  private TinyRun run(String method, String name) {
    TinyRun run = TinyRun.in(folder.resolve(name));
    return method.equals("full") ? run : run.adapter(method);
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "lora", "dora", "magnitude"})
  void fourMicroBatchesOfFourAreOneBatchOfSixteen(String method) {
    Outcome one = run(method, "a").set("batch_size", 16).set("steps", 5).run();
    Outcome four = run(method, "b").set("accumulation", 4).set("steps", 5).run();
    assertThat(four.recorder().steps).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(four.recorder().losses().get(i))
          .isCloseTo(one.recorder().losses().get(i), within(2e-6));
    }
    close(four.values(), one.values(), 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"full, 0", "lora, 0.2", "dora, 0", "dora, 0.2"})
  void recomputingActivationsChangesNothing(String method, double dropout) {
    Outcome kept = run(method, "a").set("dropout", dropout).run();
    Outcome recomputed = run(method, "b").set("dropout", dropout).set("recompute", true).run();
    assertThat(recomputed.recorder().losses()).isEqualTo(kept.recorder().losses());
    identical(recomputed.values(), kept.values());
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Outcome one = TinyRun.in(folder.resolve("a")).set("shuffle", true).run();
    Outcome two = TinyRun.in(folder.resolve("b")).set("shuffle", true).run();
    Outcome other = TinyRun.in(folder.resolve("c")).set("shuffle", true).set("seed", 7).run();
    identical(one.values(), two.values());
    assertThat(other.recorder().losses()).isNotEqualTo(one.recorder().losses());
  }

  /** Asks for a stop after some steps. */
  static TinyRun stoppingAfter(int steps, TinyRun run) {
    AtomicReference<Trainer> trainer = new AtomicReference<>();
    return run.before(trainer::set)
        .listener(
            new TrainListener() {
              @Override
              public void onStep(TrainStep step) {
                if (step.step() == steps) {
                  trainer.get().requestStop();
                }
              }
            });
  }

  private TinyRun shuffled(String method, String name) {
    // 30 steps of 4 × 2 of 100 examples cross two ends of an epoch.
    return run(method, name)
        .set("shuffle", true)
        .set("steps", 30)
        .set("accumulation", 2)
        .set("schedule", "cosine")
        .set("weight_decay", 0.01);
  }

  @ParameterizedTest
  @CsvSource({"full, 0", "dora, 0.2"})
  void aResumedRunEndsBitByBitWhereAnUninterruptedOneDoes(String method, double dropout) {
    Outcome whole = shuffled(method, "whole").set("dropout", dropout).run();
    Outcome first = stoppingAfter(17, shuffled(method, "parts").set("dropout", dropout)).run();
    assertThat(first.finish().stopped()).isTrue();
    assertThat(first.recorder().steps).hasSize(17);
    Outcome second = shuffled(method, "parts").set("dropout", dropout).set("resume", true).run();
    assertThat(second.recorder().steps).hasSize(13);
    assertThat(second.recorder().losses()).isEqualTo(whole.recorder().losses().subList(17, 30));
    identical(second.values(), whole.values());
  }

  @ParameterizedTest
  @CsvSource({"full, BF16", "full, F16", "dora, F16"})
  void aHalfPrecisionRunResumesFromItsF32Masters(String method, DType type) {
    Outcome whole = shuffled(method, "whole").dtype(type).run();
    stoppingAfter(9, shuffled(method, "parts").dtype(type)).run();
    Outcome second = shuffled(method, "parts").dtype(type).set("resume", true).run();
    assertThat(second.recorder().losses()).isEqualTo(whole.recorder().losses().subList(9, 30));
    identical(second.values(), whole.values());
  }
}
