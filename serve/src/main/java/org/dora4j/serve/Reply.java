package org.dora4j.serve;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all parts of an answer have in common.
 *
 * @param number of the answer since the server started, and when that was: names the answer
 * @param created seconds since 1970
 * @param model name of the base model or adapter that writes
 * @param seed of the random draws
 */
record Reply(String number, long created, String model, long seed) {
  private static final AtomicLong NUMBERS = new AtomicLong();

  static Reply to(String model, WritingSettings settings) {
    long now = System.currentTimeMillis();
    return new Reply(
        Long.toHexString(now) + "-" + NUMBERS.incrementAndGet(),
        now / 1000,
        model,
        settings.sampling().seed());
  }
}
