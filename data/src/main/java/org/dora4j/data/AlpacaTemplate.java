package org.dora4j.data;

/** The template of Stanford Alpaca: the answer follows the word "Response:" at once. */
final class AlpacaTemplate implements PromptTemplate {

  @Override
  public String name() {
    return "alpaca";
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
        + "### Response:";
  }

  /** The sentences that open the prompt, with or without an input. */
  static String opening(String input) {
    String task = "Below is an instruction that describes a task";
    String context = input.isEmpty() ? "" : ", paired with an input that provides further context";
    return task + context + ". Write a response that appropriately completes the request.";
  }
}
