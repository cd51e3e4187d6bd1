package org.dora4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dora4j.data.Example;
import org.dora4j.torch.Memory;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStep;

/**
 * A few true steps before a run, to see what they take: one of the longest examples, which takes
 * most memory, one to warm up with, and some that are timed. They change what is trained, so
 * whoever rehearses does not train on.
 *
 * @param peakBytes most memory that was in use, on a CPU by the whole process
 * @param secondsPerToken of a micro-batch with its update
 */
record Rehearsal(long peakBytes, double secondsPerToken) {
  private static final int UNTIMED = 2;
  private static final int TIMED = 3;

  /** The trainer of the steps; nothing is written. */
  static Trainer trainer(TrainTask task, TrainListener listener) {
    return new Trainer(
        new TrainTask(
            task.model(),
            task.trainable(),
            new TrainingData(
                examples(task), List.of(), task.data().template(), task.data().warnings()),
            config(task.config(), task.data().examples().size())),
        null,
        listener);
  }

  /** Takes the steps; {@code times} has heard of them. */
  static Rehearsal of(Trainer trainer, Times times, TrainTask task) {
    Memory.resetPeak(task.model().device());
    trainer.train();
    long peak = Memory.peakBytes(task.model().device());
    return new Rehearsal(peak, times.secondsPerToken());
  }

  /** Hears how long steps take. */
  static final class Times implements TrainListener {
    private final List<Double> secondsPerToken = new ArrayList<>();

    @Override
    public void onStep(TrainStep step) {
      if (step.step() > UNTIMED) {
        secondsPerToken.add(step.seconds() / Math.max(1, step.tokens()));
      }
    }

    private double secondsPerToken() {
      Collections.sort(secondsPerToken);
      return secondsPerToken.isEmpty()
          ? Double.NaN
          : secondsPerToken.get(secondsPerToken.size() / 2);
    }
  }

  /** The longest first, then some drawn at random, over again where there are few. */
  private static List<Example> examples(TrainTask task) {
    int batch = task.config().optimiser().batchSize();
    List<Example> all = task.data().examples();
    List<Example> chosen = new ArrayList<>(longest(all, batch));
    List<Example> drawn = new ArrayList<>(all);
    Collections.shuffle(drawn, new Random(task.config().optimiser().seed()));
    int size = Math.min(batch, all.size());
    while (chosen.size() < (UNTIMED + TIMED) * size) {
      chosen.add(drawn.get(chosen.size() % drawn.size()));
    }
    return chosen;
  }

  /** The micro-batch that costs most. */
  static List<Example> longest(List<Example> examples, int batchSize) {
    return examples.stream()
        .sorted(Comparator.comparingInt(Example::length).reversed())
        .limit(batchSize)
        .toList();
  }

  private static TrainConfig config(TrainConfig config, int examples) {
    Map<String, Object> values = config.toMap();
    values.remove("epochs");
    values.put("steps", UNTIMED + TIMED);
    values.put("batch_size", Math.min(config.optimiser().batchSize(), examples));
    values.put("accumulation", 1);
    values.remove("order");
    values.put("shuffle", false);
    values.put("save_every", 0);
    values.put("keep_best", false);
    return TrainConfig.of(values, "the rehearsal");
  }
}
