package org.dora4j.data;

/** The prompt and its completion one after the other, with nothing between or around them. */
final class PromptCompletionTemplate implements PromptTemplate {

  @Override
  public String name() {
    return "prompt-completion";
  }

  @Override
  public String training(String instruction, String input, String output) {
    return instruction + input + output;
  }

  @Override
  public String evaluation(String instruction, String input) {
    return instruction + input;
  }
}
