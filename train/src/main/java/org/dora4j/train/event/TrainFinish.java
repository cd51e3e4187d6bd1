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
 * @param bestLoss of the validation examples; empty where there are none
 * @param bestStep after which it was reached; empty where there are none
 * @param seconds that the steps of this part of the run took, without evaluations and saving
 * @param tokens read by this part of the run
 * @param peakMemoryBytes of the device; −1 where the system does not say
 * @param result folder with the trained adapter or model; null where the run was stopped
 */
public record TrainFinish(
    int step,
    int steps,
    boolean stopped,
    double loss,
    OptionalDouble bestLoss,
    OptionalInt bestStep,
    double seconds,
    long tokens,
    long peakMemoryBytes,
    @Nullable Path result) {}
