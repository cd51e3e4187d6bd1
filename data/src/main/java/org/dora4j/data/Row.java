package org.dora4j.data;

/** What a record of a data file says, whatever its fields are called. */
sealed interface Row {
  /** File and line or element. */
  String where();

  /** A question and its answer. */
  record Exchange(String where, String instruction, String input, String output) implements Row {}

  /** A text to be learned as a whole. */
  record Text(String where, String text) implements Row {}

  /** Ids and labels made elsewhere. */
  record Tokens(String where, int[] ids, int[] labels) implements Row {}
}
