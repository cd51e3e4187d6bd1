package org.dora4j.eval;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a model's answer is found. */
public enum Scoring {
  /**
   * The model writes, always taking the likeliest token, and the first allowed word counts. A model
   * that writes something else is wrong, so chance is no lower bound.
   */
  GREEDY,
  /**
   * The sentence {@code the correct answer is X} is scored for each allowed X, and the likeliest
   * counts. The model cannot miss the format, so results are not comparable with {@link #GREEDY}.
   */
  LIKELIHOOD;

  /** The name used in commands and files: {@code greedy}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scoring of that name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Scoring named(String name) {
    return Arrays.stream(values())
        .filter(scoring -> scoring.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no scoring \"%s\"; choose one of %s."
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Scoring::text)
                                .collect(Collectors.joining(", ")))));
  }
}
