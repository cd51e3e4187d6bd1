package org.dora4j.train;

import java.util.Comparator;
import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;

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
    MemoryForecast forecast = MemoryForecast.of(task.model(), task.config().compute().recompute());
    int batchSize = task.config().optimiser().batchSize();
    Device device = task.model().device();
    long present =
        device.cuda()
            ? Memory.gpuBytes(device)
            : Math.max(0, Memory.processBytes()) + JAVA_HEAP_GROWTH;
    long memory = present + forecast.toCome(longestBatch(task.data().examples(), batchSize));
    return new Estimate(memory, TimeForecast.of(task).seconds(stepsLeft));
  }

  /** The micro-batch that costs most: the longest examples together. */
  private static MemoryForecast.Load longestBatch(List<Example> examples, int batchSize) {
    List<Example> longest =
        examples.stream()
            .sorted(Comparator.comparingInt(Example::length).reversed())
            .limit(batchSize)
            .toList();
    return new MemoryForecast.Load(
        longest.stream().mapToLong(Example::length).sum(),
        longest.stream().mapToLong(Example::trainedTokens).sum());
  }
}
