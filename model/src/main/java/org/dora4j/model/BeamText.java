package org.dora4j.model;

/**
 * A text that beam search found.
 *
 * @param tokens without prompt and end token
 * @param score Σ log p of its tokens, an end token among them, divided by length^penalty
 */
public record BeamText(int[] tokens, double score) {}
