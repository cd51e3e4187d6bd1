package org.dora4j.data;

/**
 * The template of Stanford Alpaca, in both published forms: {@code alpaca}, where the answer
 * follows the word "Response:" at once, and {@code cleaned-alpaca}, where it stands on a line of
 * its own, as in the fine-tuning scripts for the cleaned Alpaca data.
 */
final class AlpacaTemplate implements PromptTemplate {
  private final String name;
  private final String beforeAnswer;

  /**
   * @param beforeAnswer what stands between "Response:" and the answer
   */
  AlpacaTemplate(String name, String beforeAnswer) {
    this.name = name;
    this.beforeAnswer = beforeAnswer;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String training(String instruction, String input, String output) {
    return evaluation(instruction, input) + output;
  }

  @Override
  public String evaluation(String instruction, String input) {
    String context = input.isEmpty() ? "" : "### Input:\n" + input + "\n\n";
    return opening(input)
        + "\n\n### Instruction:\n"
        + instruction
        + "\n\n"
        + context
        + "### Response:"
        + beforeAnswer;
  }

  /** The sentences that open the prompt, with or without an input. */
  static String opening(String input) {
    String task = "Below is an instruction that describes a task";
    String context = input.isEmpty() ? "" : ", paired with an input that provides further context";
    return task + context + ". Write a response that appropriately completes the request.";
  }
}
