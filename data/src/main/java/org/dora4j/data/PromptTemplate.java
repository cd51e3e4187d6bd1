package org.dora4j.data;

/** Writes an instruction, an optional input and an answer as one text. */
public interface PromptTemplate {
  /** The name it is chosen by. */
  String name();

  /**
   * The text a model is trained on. With an empty output it is the part that is not learned.
   *
   * @param input further context; empty for none
   */
  String training(String instruction, String input, String output);

  /**
   * The text a trained model is given to complete.
   *
   * @param input further context; empty for none
   */
  String evaluation(String instruction, String input);

  /**
   * The template of that name: {@code commonsense}, {@code alpaca}, {@code cleaned-alpaca}, {@code
   * plain} or {@code prompt-completion}.
   *
   * @throws DataException if there is none, naming those there are
   */
  static PromptTemplate named(String name) {
    return PromptTemplates.named(name);
  }

  /**
   * Checks a name, which may also be {@code chat}: the template of the tokenizer.
   *
   * @throws DataException if there is no such template
   */
  static void requireKnown(String name) {
    PromptTemplates.requireKnown(name);
  }
}
