package org.dora4j.train;

import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Sequences;
import org.dora4j.train.optim.Gradients;

/**
 * What a run will cost, told before its first step.
 *
 * @param memoryBytes peak memory of the device; on a CPU of the whole process
 * @param seconds of all steps still to do, without evaluations
 */
public record Estimate(long memoryBytes, double seconds) {

  /** What Java's own heap grows by in the first steps, seen in runs of all methods. */
  private static final long JAVA_HEAP_GROWTH = 256L << 20;

  /** Estimates from the shapes of the model, the lengths of the examples and one short product. */
  static Estimate of(TrainTask task, int stepsLeft) {
    return new Estimate(memoryBytes(task), TimeForecast.of(task).seconds(stepsLeft));
  }

  /** Peak memory by forecast, once weights and trained parameters are in place. */
  static long memoryBytes(TrainTask task) {
    return presentBytes(task)
        + MemoryForecast.of(task.model(), task.config().compute().recompute(), heaviestBatch(task))
            .toCome();
  }

  /**
   * What is in use before the first pass and stays; on a CPU with what Java will take, and the
   * gradients of passes that run at the same time.
   */
  static long presentBytes(TrainTask task) {
    Device device = task.model().device();
    return device.cuda()
        ? Memory.gpuBytes(device)
        : Math.max(0, Memory.processBytes()) + JAVA_HEAP_GROWTH + laneBytes(task);
  }

  private static long laneBytes(TrainTask task) {
    int[] lengths = longest(task).stream().mapToInt(Example::length).toArray();
    long gradients =
        task.trainable().parameters().values().stream()
            .mapToLong(parameter -> parameter.count() * DType.F32.bytes())
            .sum();
    return Gradients.laneBytes(task.model(), gradients, Sequences.of(lengths));
  }

  private static List<Example> longest(TrainTask task) {
    return Rehearsal.longest(task.data().examples(), task.config().optimiser().batchSize());
  }

  /** The micro-batch that costs most: the longest examples together. */
  private static MemoryForecast.Load heaviestBatch(TrainTask task) {
    List<Example> longest = longest(task);
    return new MemoryForecast.Load(
        longest.stream().mapToLong(Example::length).sum(),
        longest.stream().mapToLong(Example::trainedTokens).sum(),
        longest.get(0).length());
  }
}
