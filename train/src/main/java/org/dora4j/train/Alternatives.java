package org.dora4j.train;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.train.config.TrainConfig;

/**
 * Settings that bring a run's memory down, each with its forecast: what fits, least change first.
 */
final class Alternatives {
  private static final int SHORTEST_CUTOFF = 64;

  private final TrainTask task;
  private final Transformer model;
  private final long present;
  private final long room;
  private final int batchSize;
  private final int longest;
  private final boolean recompute;
  private final List<DryRun.Alternative> found = new ArrayList<>();

  private Alternatives(TrainTask task, long present, long room) {
    TrainConfig config = task.config();
    this.task = task;
    this.model = task.model();
    this.present = present;
    this.room = room;
    this.batchSize = Math.min(config.optimiser().batchSize(), task.data().examples().size());
    this.longest = Rehearsal.longest(task.data().examples(), 1).get(0).length();
    this.recompute = config.compute().recompute();
  }

  /**
   * The alternatives; where none fits, what takes least without touching the examples.
   *
   * @param present bytes before a pass
   * @param room that they have to fit into
   */
  static List<DryRun.Alternative> of(TrainTask task, long present, long room) {
    Alternatives alternatives = new Alternatives(task, present, room);
    alternatives.add();
    return List.copyOf(alternatives.found);
  }

  private void add() {
    addSmallerBatch(recompute, "");
    if (!recompute) {
      consider("--recompute", forecast(batchSize, longest, true));
    }
    if (model.dtype() == DType.F32) {
      consider("--dtype bf16", inHalf(forecast(batchSize, longest, recompute)));
    }
    if (task.config().adapter().method().isAdapter() && task.config().compute().baseBits() == 16) {
      consider("--base-bits 4", forecast(batchSize, longest, recompute) - packable());
    }
    addShorterCutoff();
    if (found.isEmpty() && !recompute) {
      addSmallerBatch(true, " --recompute");
    }
    if (found.isEmpty()) {
      boolean half = model.dtype() == DType.F32;
      long least = forecast(1, longest, true);
      String options = batch(1) + " --recompute" + (half ? " --dtype bf16" : "");
      long bytes = half ? inHalf(least) : least;
      found.add(new DryRun.Alternative(options, bytes, DryRun.fits(bytes, room)));
    }
  }

  private void addSmallerBatch(boolean again, String more) {
    for (int size = batchSize / 2; size >= 1; size /= 2) {
      if (consider(batch(size) + more, forecast(size, longest, again))) {
        return;
      }
    }
  }

  private void addShorterCutoff() {
    for (int cutoff = longest / 2; cutoff >= SHORTEST_CUTOFF; cutoff /= 2) {
      if (consider("--cutoff " + cutoff, forecast(batchSize, cutoff, recompute))) {
        return;
      }
    }
  }

  /** A smaller micro-batch, and as many more of them as keep the step's examples together. */
  private String batch(int size) {
    int perStep = task.config().optimiser().accumulation() * batchSize;
    return "--batch-size %d --accumulation %d".formatted(size, (perStep + size - 1) / size);
  }

  private boolean consider(String options, long bytes) {
    boolean fits = DryRun.fits(bytes, room);
    if (fits) {
      found.add(new DryRun.Alternative(options, bytes, true));
    }
    return fits;
  }

  private long forecast(int batch, int cutoff, boolean again) {
    List<Example> examples = Rehearsal.longest(task.data().examples(), batch);
    MemoryForecast.Load load =
        new MemoryForecast.Load(
            examples.stream().mapToLong(e -> Math.min(e.length(), cutoff)).sum(),
            examples.stream().mapToLong(e -> Math.min(e.trainedTokens(), cutoff)).sum(),
            Math.min(longest, cutoff));
    return present + MemoryForecast.of(model, again, load).toCome();
  }

  /** What the blocks' weights lose in 4 bits, scales and the largest one unpacked taken off. */
  private long packable() {
    List<Parameter> weights =
        model.linears().values().stream()
            .filter(linear -> linear != model.head() && !linear.weight().isTrainable())
            .map(Linear::weight)
            .toList();
    long all = weights.stream().mapToLong(Parameter::count).sum();
    long largest = weights.stream().mapToLong(Parameter::count).max().orElse(0);
    return (all - 2 * largest) * model.dtype().bytes() - all * 17 / 32;
  }

  /** Weights and activations take half; trained values and optimiser state stay as wide. */
  private long inHalf(long bytes) {
    long frozen =
        model.parameters().values().stream()
            .filter(parameter -> !parameter.isTrainable())
            .mapToLong(Parameter::count)
            .sum();
    return bytes - frozen * 2 - (bytes - present) / 2;
  }
}
