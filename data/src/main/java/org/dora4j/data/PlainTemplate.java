package org.dora4j.data;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Instruction, input and answer on lines of their own, and nothing else; or one text alone. */
final class PlainTemplate implements PromptTemplate {

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String training(String instruction, String input, String output) {
    return evaluation(instruction, input) + output;
  }

  @Override
  public String evaluation(String instruction, String input) {
    return Stream.of(instruction, input)
        .filter(part -> !part.isEmpty())
        .map(part -> part + "\n")
        .collect(Collectors.joining());
  }
}
