package org.dora4j.train.event;

/**
 * A pass over the validation examples.
 *
 * @param step after which it was made
 * @param loss mean over all trained tokens of the validation examples
 * @param trainedTokens number of these tokens
 * @param best whether no earlier evaluation of the run was as low
 * @param seconds that it took
 */
public record Evaluation(int step, double loss, long trainedTokens, boolean best, double seconds) {}
