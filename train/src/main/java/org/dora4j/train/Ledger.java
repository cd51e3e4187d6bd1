package org.dora4j.train;

/** A running sum of bytes, with its peak. */
final class Ledger {
  private long held;
  private long peak;

  void take(long bytes) {
    held += bytes;
    peak = Math.max(peak, held);
  }

  void give(long bytes) {
    held -= bytes;
  }

  /** Takes bytes for a moment. */
  void touch(long bytes) {
    peak = Math.max(peak, held + bytes);
  }

  long peak() {
    return peak;
  }
}
