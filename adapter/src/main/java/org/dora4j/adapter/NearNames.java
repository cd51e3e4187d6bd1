package org.dora4j.adapter;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a mistyped name may have meant. */
final class NearNames {

  private static final int SUGGESTIONS = 2;

  private NearNames() {}

  /** Up to two known names within a third of the name's length in edits, nearest first. */
  static List<String> of(String name, Collection<String> known) {
    int most = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= most)
        .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .limit(SUGGESTIONS)
        .toList();
  }

  /** Levenshtein's distance: the fewest insertions, deletions and substitutions. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
