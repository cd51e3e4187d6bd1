package org.dora4j.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merges that a SentencePiece BPE model implies.
 *
 * <p>Such a model stores pieces with scores and joins, at every step, the two neighbours that make
 * the piece with the highest score. Listing every split of every piece by falling score gives the
 * same ids with ordinary BPE merges; splits of one piece come in transformers' order, longer left
 * part first.
 */
final class PieceMerges {
  /** The token type of ordinary pieces, the only ones that merging makes or uses. */
  static final int NORMAL = 1;

  private PieceMerges() {}

  /**
   * Two neighbours that become one piece.
   *
   * @param score of the piece they make
   * @param leftLength length of {@code left} in code points
   */
  record Merge(String left, String right, float score, int leftLength) {}

  static List<Merge> of(String[] pieces, float[] scores, int[] types) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < pieces.length; id++) {
      if (types[id] == NORMAL) {
        ids.put(pieces[id], id);
      }
    }
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < pieces.length; id++) {
      if (types[id] == NORMAL) {
        addSplits(pieces[id], scores[id], ids, merges);
      }
    }
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score())
            .thenComparing(Merge::leftLength, Comparator.reverseOrder())
            .thenComparing(PieceMerges::rightLength, Comparator.reverseOrder()));
    return merges;
  }

  private static void addSplits(
      String piece, float score, Map<String, Integer> ids, List<Merge> merges) {
    int count = piece.codePointCount(0, piece.length());
    int at = 0;
    for (int left = 1; left < count; left++) {
      at = piece.offsetByCodePoints(at, 1);
      String head = piece.substring(0, at);
      String tail = piece.substring(at);
      if (ids.containsKey(head) && ids.containsKey(tail)) {
        merges.add(new Merge(head, tail, score, left));
      }
    }
  }

  private static int rightLength(Merge merge) {
    return merge.right().codePointCount(0, merge.right().length());
  }
}
