package org.dora4j.train.run;

/**
 * The evaluation with the lowest loss so far.
 *
 * @param step after which it was made
 * @param loss of the validation examples
 */
public record Best(int step, double loss) {}
