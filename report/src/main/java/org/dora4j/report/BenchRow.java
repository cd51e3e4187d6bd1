package org.dora4j.report;

/**
 * One measured speed.
 *
 * @param program who was measured: dora4j, PEFT, transformers
 * @param work what was done; equal for programs that did the same
 * @param speed in units per second
 * @param limit what the machine allows, in the same unit; NaN where nobody measured it
 * @param unit such as {@code tok/s}
 */
public record BenchRow(String program, String work, double speed, double limit, String unit) {

  /** The same with another limit. */
  BenchRow withLimit(double other) {
    return new BenchRow(program, work, speed, other, unit);
  }
}
