package org.dora4j.train.event;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param step number of steps done in all, earlier parts of a resumed run included
 * @param steps that the whole run was to have
 * @param stopped whether a request to stop ended it before its last step
 * @param loss of the last step; NaN if there was none
 * @param evaluationLoss of the weights that were kept; empty without validation examples
 * @param bestStep step of the best evaluation; empty without validation examples
 * @param seconds of this part of the run, from its first step on
 * @param tokens read by this part of the run
 * @param peakMemoryBytes of the device; −1 where the system does not say
 * @param result folder with the trained adapter or model; null where the run was stopped
 */
public record TrainFinish(
    int step,
    int steps,
    boolean stopped,
    double loss,
    OptionalDouble evaluationLoss,
    OptionalInt bestStep,
    double seconds,
    long tokens,
    long peakMemoryBytes,
    @Nullable Path result) {}
