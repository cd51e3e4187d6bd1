package org.dora4j.report;

/**
 * One pass over the validation examples as {@code metrics.jsonl} records it.
 *
 * @param step the training step after which it ran
 * @param loss mean negative log-likelihood of its labelled tokens, in nats
 * @param trainedTokens tokens trained on until then, or -1
 */
public record Evaluation(long step, double loss, long trainedTokens) {}
