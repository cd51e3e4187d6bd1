package org.dora4j.train.event;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a run is about to do.
 *
 * @param trainable number of trained values
 * @param all number of all values of the model, adapter included
 * @param examples to train on
 * @param validationExamples to evaluate on; 0 for none
 * @param steps optimiser steps of the whole run
 * @param resumedAfter steps already done by the run that this one continues; 0 for a fresh one
 * @param memoryBytes expected peak memory of the device
 * @param seconds expected time of the steps still to do; empty where nothing is known
 * @param device that the run computes on, as in {@code cuda:0}
 * @param dtype that the model computes in
 */
public record TrainStart(
    long trainable,
    long all,
    int examples,
    int validationExamples,
    int steps,
    int resumedAfter,
    long memoryBytes,
    OptionalDouble seconds,
    String device,
    String dtype) {

  /** The counts as PEFT prints them. */
  public String trainableLine() {
    return trainableLine(trainable, all);
  }

  /** Counts as PEFT prints them. */
  public static String trainableLine(long trainable, long all) {
    return String.format(
        Locale.ROOT,
        "trainable params: %,d || all params: %,d || trainable%%: %.4f",
        trainable,
        all,
        100.0 * trainable / all);
  }
}
