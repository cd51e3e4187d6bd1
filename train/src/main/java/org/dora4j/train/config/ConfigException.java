package org.dora4j.train.config;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used; the message lists all that is wrong with them at once. */
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param source of the settings: a file, or what the user typed
   */
  ConfigException(String source, List<Problem> problems) {
    super(message(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(String source, List<Problem> problems) {
    if (problems.size() == 1) {
      return source + ": " + problems.get(0) + ".";
    }
    return problems.stream()
        .map(problem -> "  " + problem)
        .collect(Collectors.joining("\n", source + " has " + problems.size() + " problems:\n", ""));
  }
}
