package org.dora4j.train;

import org.dora4j.torch.Readback;

/**
 * A step whose work is queued and whose numbers nobody has read.
 *
 * @param number of the step, from 1
 * @param batch that it learns from
 * @param factor of the learning rate
 * @param numbers loss, the mean over the trained tokens, and norm of the gradient
 * @param updated whether the update is queued too, whatever the norm is
 * @param begin when it was begun, in the nanoseconds of {@link System#nanoTime}
 */
record StepInFlight(
    int number, Feed.StepBatch batch, double factor, Readback numbers, boolean updated, long begin)
    implements AutoCloseable {

  @Override
  public void close() {
    numbers.close();
  }
}
