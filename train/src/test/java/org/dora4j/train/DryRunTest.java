package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.train.TinyRun.Outcome;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
  @TempDir Path folder;

  private static final List<Example> ALL = Golden.examples("full");

  private TinyRun run() {
    return TinyRun.in(folder.resolve("run"))
        .adapter("dora")
        .examples(ALL)
        .set("batch_size", 16)
        .set("steps", 12);
  }

  @Test
  void tellsWhatTheRunThenTakes() {
    DryRun dry = run().with(DryRun::of);
    assertThat(Files.exists(folder.resolve("run"))).isFalse();
    Outcome outcome = run().run();
    assertThat(dry.fits()).isTrue();
    assertThat(dry.alternatives()).isEmpty();
    assertThat(dry.steps()).isEqualTo(12);
    assertThat(dry.trainable()).isEqualTo(outcome.recorder().starts.get(0).trainable());
    // Most of a run as small as this is Java itself, which grows meanwhile.
    assertThat(dry.seenBytes().getAsLong())
        .isCloseTo(outcome.finish().peakMemoryBytes(), withinPercentage(20));
    assertThat(dry.secondsPerStep().getAsDouble()).isPositive().isFinite();
  }

  @Test
  void countsTheTokensOfAStepOverTheWholeRun() {
    DryRun dry = run().set("accumulation", 2).with(DryRun::of);
    Outcome epoch = run().set("accumulation", 2).set("steps", (ALL.size() + 31) / 32).run();
    double mean =
        epoch.recorder().steps.stream().mapToLong(TrainStep::tokens).average().orElseThrow();
    assertThat(dry.tokensPerStep()).isEqualTo(mean);
  }

  private static DryRun.Alternative with(List<DryRun.Alternative> all, String option) {
    return all.stream().filter(a -> a.options().startsWith(option)).findFirst().orElseThrow();
  }

  private static long heaviest(TrainTask task, boolean recompute) {
    List<Example> longest = Rehearsal.longest(ALL, task.config().optimiser().batchSize());
    MemoryForecast.Load load =
        new MemoryForecast.Load(
            longest.stream().mapToLong(Example::length).sum(),
            longest.stream().mapToLong(Example::trainedTokens).sum(),
            longest.get(0).length());
    return MemoryForecast.of(task.model(), recompute, load).toCome();
  }

  @Test
  void namesSettingsThatFit() {
    run()
        .with(
            task -> {
              long room = (long) (0.8 * heaviest(task, false));
              List<DryRun.Alternative> all = Alternatives.of(task, 0, room);
              assertThat(all).allMatch(DryRun.Alternative::fits);
              assertThat(all).allMatch(alternative -> alternative.memoryBytes() <= room);
              assertThat(with(all, "--batch-size").options())
                  .isEqualTo("--batch-size 8 --accumulation 2");
              assertThat(with(all, "--recompute").memoryBytes()).isEqualTo(heaviest(task, true));
              assertThat(with(all, "--dtype").options()).isEqualTo("--dtype bf16");
              return all;
            });
  }

  @Test
  void saysWhatTakesLeastWhereNothingFits() {
    List<DryRun.Alternative> all = run().with(task -> Alternatives.of(task, 1 << 20, 1 << 20));
    assertThat(all).hasSize(1);
    assertThat(all.get(0).fits()).isFalse();
    assertThat(all.get(0).options())
        .isEqualTo("--batch-size 1 --accumulation 16 --recompute --dtype bf16");
    assertThat(all.get(0).memoryBytes()).isGreaterThan(1 << 20);
  }
}
