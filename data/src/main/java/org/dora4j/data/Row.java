package org.dora4j.data;

import java.util.List;
import org.dora4j.data.chat.Message;

/** What a record of a data file says, whatever its fields are called. */
sealed interface Row {
  /** File and line or element. */
  String where();

  /** A question and its answer. */
  record Exchange(String where, String instruction, String input, String output) implements Row {}

  /** Turns of several speakers. */
  record Conversation(String where, List<Message> messages) implements Row {}

  /** A text to be learned as a whole. */
  record Text(String where, String text) implements Row {}

  /** Ids and labels made elsewhere. */
  record Tokens(String where, int[] ids, int[] labels) implements Row {}
}
