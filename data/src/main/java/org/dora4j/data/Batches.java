package org.dora4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Serves examples as micro-batches, epoch after epoch, without end.
 *
 * <p>The order of an epoch depends only on its number, so a {@link Position} is all the state there
 * is: seeking to it continues exactly as if there had been no break.
 */
public final class Batches {
  private final List<Example> examples;
  private final int batchSize;
  private final ExampleOrder exampleOrder;
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
    this(
        examples,
        batchSize,
        shuffleSeed.isPresent()
            ? new ExampleOrder.Shuffled(shuffleSeed.getAsLong())
            : new ExampleOrder.AsListed(),
        side,
        padId,
        padMultiple);
  }

  /**
   * Starts at the first example of epoch 0, in any order.
   *
   * @param batchSize examples per micro-batch
   * @param padId id written on padding
   * @param padMultiple columns are rounded up to a multiple of this; 1 for none
   * @throws IllegalArgumentException if there are no examples or a number is below 1
   * @throws DataException if the order would leave examples out
   */
  public Batches(
      List<Example> examples,
      int batchSize,
      ExampleOrder order,
      PadSide side,
      int padId,
      int padMultiple) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("There are no examples to make batches of.");
    }
    this.examples = List.copyOf(examples);
    this.batchSize = positive(batchSize, "batch size");
    this.exampleOrder = order;
    this.side = side;
    this.padId = padId;
    this.padMultiple = positive(padMultiple, "padding multiple");
    this.order = exampleOrder.of(0, examples.size());
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
    order = exampleOrder.of(epoch, examples.size());
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
