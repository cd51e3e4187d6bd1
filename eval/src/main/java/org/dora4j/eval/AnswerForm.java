package org.dora4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an answer looks like: how it is found in a text, and when it is right. */
public enum AnswerForm {

  /** The first of a few fixed words. Case matters, as in the published script. */
  WORD {
    @Override
    Optional<String> extract(String text, List<String> words) {
      String alternatives = words.stream().map(Pattern::quote).collect(Collectors.joining("|"));
      Matcher matcher = Pattern.compile(alternatives).matcher(text);
      return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    @Override
    boolean allows(String answer, List<String> words) {
      return words.contains(answer);
    }

    @Override
    boolean same(String given, String right) {
      return given.equals(right);
    }
  },

  /**
   * The last number, after commas have been removed; right within 0.001, as in LLM-Adapters'
   * mathematics.
   */
  NUMBER {
    @Override
    Optional<String> extract(String text, List<String> words) {
      Matcher matcher = NUMBERS.matcher(text.replace(",", ""));
      Optional<String> last = Optional.empty();
      while (matcher.find()) {
        last = Optional.of(matcher.group());
      }
      return last;
    }

    @Override
    boolean allows(String answer, List<String> words) {
      return NUMBERS.matcher(answer).matches();
    }

    @Override
    boolean same(String given, String right) {
      return Math.abs(Double.parseDouble(given) - Double.parseDouble(right)) <= TOLERANCE;
    }
  };

  private static final Pattern NUMBERS = Pattern.compile("-?\\d+(?:\\.\\d*)?");
  private static final double TOLERANCE = 0.001;

  /** The answer that a text gives, if it gives one. */
  abstract Optional<String> extract(String text, List<String> words);

  /** Whether a test set may hold this as the right answer. */
  abstract boolean allows(String answer, List<String> words);

  /** Whether an answer that was given is the right one. */
  abstract boolean same(String given, String right);
}
