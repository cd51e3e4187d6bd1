package org.dora4j.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The templates there are, by name. */
final class PromptTemplates {
  /** The template that is not written here but brought along by the tokenizer. */
  static final String CHAT = "chat";

  private static final List<PromptTemplate> ALL =
      List.of(
          new CommonsenseTemplate(),
          new AlpacaTemplate("alpaca", ""),
          new AlpacaTemplate("cleaned-alpaca", "\n"),
          new PlainTemplate(),
          new PromptCompletionTemplate());

  private PromptTemplates() {}

  static PromptTemplate named(String name) {
    return ALL.stream()
        .filter(template -> template.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  static void requireKnown(String name) {
    if (!name.equals(CHAT) && ALL.stream().noneMatch(known -> known.name().equals(name))) {
      throw unknown(name);
    }
  }

  private static DataException unknown(String name) {
    String known =
        Stream.concat(ALL.stream().map(PromptTemplate::name), Stream.of(CHAT))
            .collect(Collectors.joining(", "));
    return new DataException(
        "There is no prompt template \"%s\"; choose one of %s.".formatted(name, known));
  }
}
