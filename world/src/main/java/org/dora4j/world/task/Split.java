package org.dora4j.world.task;

/**
 * Which knowledge is kept for testing: one key in five. Training examples of every task, and the
 * questions with options and the yes-no questions of the text, leave it alone; the text only tells
 * it.
 *
 * @param seed decides which keys
 */
public record Split(long seed) {
  private static final int TEST_SHARE = 5;

  /** Whether only tests may ask for the knowledge of this key. */
  public boolean isForTest(String key) {
    long hash = (key.hashCode() + seed * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    return Math.floorMod(hash >>> 33, TEST_SHARE) == 0;
  }
}
