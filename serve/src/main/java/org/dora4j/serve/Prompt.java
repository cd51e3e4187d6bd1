package org.dora4j.serve;

import java.util.List;
import org.dora4j.data.chat.Message;

/** What a model is asked to continue. */
sealed interface Prompt {

  /** A text as it is. */
  record Plain(String text) implements Prompt {}

  /** Token ids as they are. Never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  record Ids(int[] ids) implements Prompt {}

  /** A conversation, in the words of the tokenizer's chat template. */
  record Chat(List<Message> messages) implements Prompt {}

  /**
   * An instruction in the words of a template.
   *
   * @param input further context; empty for none
   * @param template its name; empty for the server's
   */
  record Instruction(String instruction, String input, String template) implements Prompt {}
}
