package org.dora4j.train.event;

import java.util.OptionalDouble;

/**
 * A step whose gradient was not finite; parameters and optimiser stayed as they were.
 *
 * @param step number of the step, from 1
 * @param loss mean over the step's trained tokens; may be NaN
 * @param inARow how many steps were skipped one after another, this one included
 * @param lossScale of the next step; empty where the loss is not scaled
 */
public record SkippedStep(int step, double loss, int inARow, OptionalDouble lossScale) {}
