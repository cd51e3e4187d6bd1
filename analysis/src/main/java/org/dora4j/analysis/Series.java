package org.dora4j.analysis;

import java.util.List;

/**
 * The checkpoints of one training run, in the order of training.
 *
 * @param name that tells it from the other series
 * @param method what was trained: lora, dora, magnitude or full
 * @param checkpoints at least one
 */
public record Series(String name, String method, List<TunedPath> checkpoints) {

  /** Refuses a series without checkpoints. */
  public Series {
    checkpoints = List.copyOf(checkpoints);
    if (checkpoints.isEmpty()) {
      throw new IllegalArgumentException("the series " + name + " has no checkpoint");
    }
  }
}
