package org.dora4j.serve;

import java.util.List;
import java.util.function.Predicate;

/**
 * Lets text through piece by piece until one of several texts comes. What may be the beginning of
 * such a text is held back.
 */
final class StopText {
  private final List<String> stops;
  private final Predicate<String> out;
  private final StringBuilder passed = new StringBuilder();
  private String held = "";
  private boolean open = true;
  private boolean stopped;

  /**
   * @param out gets the pieces that are let through; whether it wants more
   */
  StopText(List<String> stops, Predicate<String> out) {
    this.stops = stops;
    this.out = out;
  }

  void add(String piece) {
    if (!open) {
      return;
    }
    held += piece;
    int stop = stops.stream().mapToInt(held::indexOf).filter(at -> at >= 0).min().orElse(-1);
    if (stop >= 0) {
      pass(stop);
      open = false;
      stopped = true;
    } else {
      pass(held.length() - doubtful());
    }
  }

  /** Lets through what was held back: no stop text will come any more. */
  void finish() {
    if (open) {
      pass(held.length());
    }
  }

  /** Length of the longest end of the held text with which a stop text begins. */
  private int doubtful() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (held.endsWith(stop.substring(0, n))) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private void pass(int length) {
    if (length > 0) {
      String piece = held.substring(0, length);
      held = held.substring(length);
      passed.append(piece);
      open = out.test(piece);
    }
  }

  /** Whether further text would be let through. */
  boolean isOpen() {
    return open;
  }

  /** Whether a stop text came. */
  boolean isStopped() {
    return stopped;
  }

  /** Everything that was let through. */
  String text() {
    return passed.toString();
  }
}
