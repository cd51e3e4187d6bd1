package org.dora4j.report;

/**
 * One optimiser step as {@code metrics.jsonl} records it. A number that the line does not have is
 * NaN, or -1 where it counts.
 *
 * @param step from 1
 * @param epoch passes over the data so far, with fraction
 * @param loss mean negative log-likelihood of the trained tokens, in nats
 * @param lr learning rate
 * @param gradNorm gradient norm before clipping
 * @param trainedTokens tokens of this step that the loss counts
 * @param tokens all tokens of this step
 * @param tokensPerSecond speed of this step
 * @param seconds duration of this step
 * @param memoryBytes peak memory of the device so far
 */
public record Step(
    long step,
    double epoch,
    double loss,
    double lr,
    double gradNorm,
    long trainedTokens,
    long tokens,
    double tokensPerSecond,
    double seconds,
    long memoryBytes) {}
