package org.dora4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Serves examples as micro-batches, epoch after epoch, without end.
 *
 * <p>The order of an epoch depends only on the seed and the epoch's number, so a {@link Position}
 * is all the state there is: seeking to it continues exactly as if there had been no break.
 */
public final class Batches {
  private final List<Example> examples;
  private final int batchSize;
  private final OptionalLong shuffleSeed;
  private final PadSide side;
  private final int padId;
  private final int padMultiple;
  private int epoch;
  private int index;
  private int[] order;

  /**
   * Starts at the first example of epoch 0.
   *
   * @param batchSize examples per micro-batch
   * @param shuffleSeed seed of each epoch's order; empty for the order of the list
   * @param padId id written on padding
   * @param padMultiple columns are rounded up to a multiple of this; 1 for none
   * @throws IllegalArgumentException if there are no examples or a number is below 1
   */
  public Batches(
      List<Example> examples,
      int batchSize,
      OptionalLong shuffleSeed,
      PadSide side,
      int padId,
      int padMultiple) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("There are no examples to make batches of.");
    }
    this.examples = List.copyOf(examples);
    this.batchSize = positive(batchSize, "batch size");
    this.shuffleSeed = shuffleSeed;
    this.side = side;
    this.padId = padId;
    this.padMultiple = positive(padMultiple, "padding multiple");
    this.order = orderOf(0);
  }

  /**
   * The micro-batches of the next optimiser step. They all belong to one epoch: at its end there
   * may be fewer than asked, and the last may hold fewer rows.
   *
   * @param accumulation micro-batches per optimiser step
   */
  public List<Batch> next(int accumulation) {
    positive(accumulation, "number of accumulated batches");
    if (index == order.length) {
      seek(new Position(epoch + 1, 0));
    }
    List<Batch> step = new ArrayList<>(accumulation);
    while (step.size() < accumulation && index < order.length) {
      int end = (int) Math.min((long) index + batchSize, order.length);
      List<Example> rows =
          IntStream.range(index, end).mapToObj(i -> examples.get(order[i])).toList();
      step.add(Batch.of(rows, side, padId, padMultiple));
      index = end;
    }
    return step;
  }

  /** Optimiser steps in one epoch, the last short one included. */
  public int stepsPerEpoch(int accumulation) {
    long perStep = (long) batchSize * positive(accumulation, "number of accumulated batches");
    return (int) ((examples.size() + perStep - 1) / perStep);
  }

  /** Where the next step begins. */
  public Position position() {
    return new Position(epoch, index);
  }

  /**
   * Continues from a position taken earlier, from these examples with this seed.
   *
   * @throws IllegalArgumentException if the position lies outside these examples
   */
  public void seek(Position position) {
    if (position.index() > examples.size()) {
      throw new IllegalArgumentException(
          "Cannot continue at example %d of an epoch: there are only %d examples; resume with the data the run began with."
              .formatted(position.index(), examples.size()));
    }
    epoch = position.epoch();
    index = position.index();
    order = orderOf(epoch);
  }

  private int[] orderOf(int epoch) {
    int[] shuffled = IntStream.range(0, examples.size()).toArray();
    if (shuffleSeed.isEmpty()) {
      return shuffled;
    }
    Random random = new Random(mix(mix(shuffleSeed.getAsLong()) + epoch));
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return shuffled;
  }

  /** SplitMix64's finaliser: neighbouring seeds and epochs must not give related orders. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static int positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "The %s must be at least 1 but was %d.".formatted(name, value));
    }
    return value;
  }

  /**
   * A place in the endless sequence of epochs.
   *
   * @param epoch epochs completed, from 0
   * @param index examples of this epoch already served, 0 to the number of examples
   */
  public record Position(int epoch, int index) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Position {
      if (epoch < 0 || index < 0) {
        throw new IllegalArgumentException(
            "A position cannot be negative but was epoch %d, example %d.".formatted(epoch, index));
      }
    }
  }
}
