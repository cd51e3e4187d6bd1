package org.dora4j.train.bench;

/**
 * What a decoding benchmark measured.
 *
 * @param examplesPerSecond prompts answered per second, of the median round
 * @param roundSeconds from prompts to finished texts
 * @param peakBytes largest memory of the rounds, without loading
 * @param limit examples per second that the machine's rates allow, see {@link DecodeLimit}
 */
public record DecodeResult(
    double examplesPerSecond, Spread roundSeconds, long peakBytes, double limit) {}
