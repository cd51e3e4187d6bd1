package org.dora4j.data;

/**
 * The template of the LLM-Adapters commonsense experiments, which the DoRA paper uses (section 4.1,
 * appendix A.1), byte for byte.
 *
 * <p>The published training and evaluation prompts differ in white space: the first comes out of an
 * indented text with indented separator lines, the second has empty ones. Models trained there
 * expect these bytes, so the difference stays.
 */
final class CommonsenseTemplate implements PromptTemplate {
  private static final String INDENT = " ".repeat(16);

  @Override
  public String name() {
    return "commonsense";
  }

  @Override
  public String training(String instruction, String input, String output) {
    String spaces = input.isEmpty() ? "  " : " ";
    return AlpacaTemplate.opening(input) + spaces + body(instruction, input, INDENT) + output;
  }

  @Override
  public String evaluation(String instruction, String input) {
    String spaces = input.isEmpty() ? " " : "";
    return AlpacaTemplate.opening(input) + spaces + body(instruction, input, "");
  }

  private static String body(String instruction, String input, String separator) {
    StringBuilder text = new StringBuilder("\n\n");
    block(text, "### Instruction:", instruction, separator);
    if (!input.isEmpty()) {
      block(text, "### Input:", input, separator);
    }
    return text.append(INDENT).append("### Response:\n").append(INDENT).toString();
  }

  private static void block(StringBuilder text, String title, String content, String separator) {
    text.append(INDENT).append(title).append('\n');
    text.append(INDENT).append(content).append('\n');
    text.append(separator).append('\n');
  }
}
