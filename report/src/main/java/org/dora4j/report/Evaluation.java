package org.dora4j.report;

/**
 * One pass over the validation examples as {@code metrics.jsonl} records it.
 *
 * @param step the training step after which it ran
 * @param loss mean negative log-likelihood of its labelled tokens, in nats
 * @param trainedTokens validation tokens that the loss counts, or -1 when the line does not say
 */
public record Evaluation(long step, double loss, long trainedTokens) {}
