package org.dora4j.train;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.dora4j.data.Example;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.OutOfMemoryException;
import org.dora4j.train.config.OptimiserSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a run would take, without running it: memory by forecast first and, where that fits, by a
 * few steps on the longest and on random examples, which also tell the time.
 *
 * @param trainable number of trained values
 * @param all number of all values of the model, adapter included
 * @param device that the run would compute on
 * @param dtype that the model would compute in
 * @param steps optimiser steps of the whole run
 * @param tokensPerStep mean over the run
 * @param forecastBytes peak memory by forecast; on a CPU of the whole process
 * @param seenBytes peak memory in the rehearsal; empty where it was not tried or broke off
 * @param roomBytes memory that the run may have in all; −1 where the system does not say
 * @param secondsPerStep by the rehearsal's steps; empty where it was not tried or broke off
 * @param fits whether the run fits into the memory there is
 * @param alternatives settings that take less, where it does not
 */
public record DryRun(
    long trainable,
    long all,
    String device,
    String dtype,
    int steps,
    double tokensPerStep,
    long forecastBytes,
    OptionalLong seenBytes,
    long roomBytes,
    OptionalDouble secondsPerStep,
    boolean fits,
    List<Alternative> alternatives) {

  /** Part of the room that a run is allowed: allocators lose some between their blocks. */
  private static final double USABLE = 0.95;

  /**
   * Other settings for the same run.
   *
   * @param options as given on the command line
   * @param memoryBytes peak memory by forecast
   * @param fits whether that fits
   */
  public record Alternative(String options, long memoryBytes, boolean fits) {}

  /** Peak memory: what was seen, else the forecast. */
  public long memoryBytes() {
    return seenBytes.orElse(forecastBytes);
  }

  /** Finds out; what is trained is changed by that. */
  static DryRun of(TrainTask task) {
    Rehearsal.Times times = new Rehearsal.Times();
    try (Trainer trainer = Rehearsal.trainer(task, times)) {
      long present = Estimate.presentBytes(task);
      long forecast = Estimate.memoryBytes(task);
      long room = room(task.model().device());
      if (!fits(forecast, room)) {
        return of(task, forecast, null, room, Alternatives.of(task, present, room));
      }
      try {
        return of(task, forecast, Rehearsal.of(trainer, times, task), room, List.of());
      } catch (OutOfMemoryException e) {
        return of(task, forecast, null, room, Alternatives.of(task, present, forecast - 1));
      }
    }
  }

  private static DryRun of(
      TrainTask task,
      long forecast,
      @Nullable Rehearsal rehearsal,
      long room,
      List<Alternative> alternatives) {
    OptimiserSettings settings = task.config().optimiser();
    List<Example> examples = task.data().examples();
    int perEpoch = task.batches().stepsPerEpoch(settings.accumulation());
    double tokens = examples.stream().mapToLong(Example::length).sum() / (double) perEpoch;
    return new DryRun(
        task.trainable().parameters().values().stream().mapToLong(p -> p.count()).sum(),
        task.trainable().allCount(),
        task.model().device().toString(),
        task.model().dtype().toString(),
        settings.totalSteps(perEpoch),
        tokens,
        forecast,
        rehearsal == null ? OptionalLong.empty() : OptionalLong.of(rehearsal.peakBytes()),
        room,
        rehearsal == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(tokens * rehearsal.secondsPerToken()),
        rehearsal != null,
        alternatives);
  }

  /** Whether a peak fits; what is not known counts as enough. */
  static boolean fits(long peakBytes, long roomBytes) {
    return roomBytes < 0 || peakBytes <= USABLE * roomBytes;
  }

  /** What this process has and what it may still take. */
  private static long room(Device device) {
    if (device.cuda()) {
      return Memory.gpuRoomBytes(device);
    }
    long available = Memory.availableBytes();
    return available < 0 ? -1 : available + Math.max(0, Memory.processBytes());
  }
}
