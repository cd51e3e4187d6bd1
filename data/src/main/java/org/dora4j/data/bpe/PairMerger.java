package org.dora4j.data.bpe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words being merged, with the count of every pair of neighbours.
 *
 * <p>A merge touches only the words its pair occurs in, and changes only the counts of the pairs
 * next to it. The queue may hold outdated counts; an entry is checked when it comes up and put back
 * with its present count. So training takes time in proportion to the changes, not to the text.
 */
final class PairMerger {
  private final int[][] words;
  private final long[] frequencies;
  private final Map<Long, long[]> counts = new HashMap<>();
  private final Map<Long, Set<Integer>> places = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  /** A pair with the count it had when it was queued; equal counts go by the pair's ids. */
  private record Candidate(long count, long pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int order = Long.compare(other.count, count);
      return order != 0 ? order : Long.compare(pair, other.pair);
    }
  }

  /**
   * Counts the pairs.
   *
   * @param words token ids of each word
   * @param frequencies occurrences of each word
   */
  PairMerger(int[][] words, long[] frequencies) {
    this.words = words;
    this.frequencies = frequencies;
    for (int word = 0; word < words.length; word++) {
      for (int i = 0; i + 1 < words[word].length; i++) {
        count(pair(words[word][i], words[word][i + 1]), frequencies[word], word);
      }
    }
    counts.forEach((pair, count) -> queue.add(new Candidate(count[0], pair)));
  }

  /** The most frequent pair, or null when no two tokens are neighbours any more. */
  int @Nullable [] next() {
    while (!queue.isEmpty()) {
      Candidate top = queue.remove();
      long count = counts.getOrDefault(top.pair(), new long[1])[0];
      if (count == top.count() && count > 0) {
        return new int[] {(int) (top.pair() >>> 32), (int) top.pair()};
      }
      if (count > 0) {
        queue.add(new Candidate(count, top.pair()));
      }
    }
    return null;
  }

  /** Puts one token in the place of a pair everywhere. */
  void merge(int left, int right, int merged) {
    long pair = pair(left, right);
    Set<Long> grown = new LinkedHashSet<>();
    for (int word : places.getOrDefault(pair, Set.of()).toArray(new Integer[0])) {
      mergeIn(word, left, right, merged, grown);
    }
    counts.remove(pair);
    places.remove(pair);
    grown.remove(pair);
    for (long changed : grown) {
      queue.add(new Candidate(counts.getOrDefault(changed, new long[1])[0], changed));
    }
  }

  private void mergeIn(int word, int left, int right, int merged, Set<Long> grown) {
    int[] old = words[word];
    int[] out = new int[old.length];
    int size = 0;
    long times = frequencies[word];
    int i = 0;
    while (i < old.length) {
      boolean hit = i + 1 < old.length && old[i] == left && old[i + 1] == right;
      if (!hit) {
        out[size++] = old[i++];
        continue;
      }
      if (size > 0) {
        count(pair(out[size - 1], left), -times, word);
        count(pair(out[size - 1], merged), times, word);
        grown.add(pair(out[size - 1], merged));
      }
      if (i + 2 < old.length) {
        count(pair(right, old[i + 2]), -times, word);
        count(pair(merged, old[i + 2]), times, word);
        grown.add(pair(merged, old[i + 2]));
      }
      out[size++] = merged;
      i += 2;
    }
    words[word] = Arrays.copyOf(out, size);
  }

  private void count(long pair, long change, int word) {
    counts.computeIfAbsent(pair, key -> new long[1])[0] += change;
    if (change > 0) {
      places.computeIfAbsent(pair, key -> new LinkedHashSet<>()).add(word);
    }
  }

  private static long pair(int left, int right) {
    return ((long) left << 32) | right;
  }
}
