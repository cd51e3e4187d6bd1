package org.dora4j.world.lore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Seeded choices. {@link Random}'s sequence is part of its specification, so one seed gives the
 * same world on every Java.
 */
public final class Dice {
  private final Random random;

  /** Dice whose throws follow from the seed alone. */
  public Dice(long seed) {
    random = new Random(seed);
  }

  /** A number from 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True in one of {@code n} throws. */
  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** One of the items. */
  public <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  /** One of the words. */
  public String pick(String... words) {
    return words[random.nextInt(words.length)];
  }

  /**
   * Different items, in random order.
   *
   * @throws IllegalArgumentException when there are fewer than {@code count}
   */
  public <T> List<T> pick(List<T> items, int count) {
    if (items.size() < count) {
      throw new IllegalArgumentException(
          "Cannot pick " + count + " of " + items.size() + " items.");
    }
    return shuffled(items).subList(0, count);
  }

  /** The items in random order. */
  public <T> List<T> shuffled(List<T> items) {
    List<T> copy = new ArrayList<>(items);
    Collections.shuffle(copy, random);
    return copy;
  }
}
