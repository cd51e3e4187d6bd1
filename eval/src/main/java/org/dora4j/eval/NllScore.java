package org.dora4j.eval;

/**
 * How surprised a model is by a task's test set in the training form: mean −log p(token | before),
 * in nats.
 *
 * @param task name
 * @param examples number of records
 * @param tokens number of tokens that were predicted: all but each example's first
 * @param nll mean over those
 * @param answerTokens tokens from the prompt's end on, the end token among them
 * @param answerNll mean over those; NaN where the cutoff left none
 * @param seconds it took
 */
public record NllScore(
    String task,
    int examples,
    long tokens,
    double nll,
    long answerTokens,
    double answerNll,
    double seconds) {}
