package org.dora4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dora4j.train.config.Suggestion;

/**
 * A task whose answers are a few fixed words, such as {@code true} and {@code false}. A model's
 * answer is the first of these words in the text it writes.
 *
 * @param name by which it is chosen, such as {@code boolq}
 * @param answers the allowed words, in lower case
 */
public record AnswerTask(String name, List<String> answers) {
  private static final String FORMAT = "Answer format: ";

  /** The DoRA paper's eight commonsense tasks, and the toy world's tasks that copy them. */
  private static final List<AnswerTask> ALL =
      List.of(
          trueOrFalse("boolq"),
          numbered("piqa", "solution", 2),
          numbered("social_i_qa", "answer", 5),
          numbered("hellaswag", "ending", 4),
          numbered("winogrande", "option", 2),
          numbered("ARC-Easy", "answer", 5),
          numbered("ARC-Challenge", "answer", 5),
          numbered("openbookqa", "answer", 5),
          trueOrFalse("world-boolq"),
          numbered("world-piqa", "solution", 2),
          numbered("world-siqa", "answer", 3),
          numbered("world-hellaswag", "ending", 4),
          numbered("world-winogrande", "option", 2),
          numbered("world-arc-easy", "answer", 4),
          numbered("world-arc-challenge", "answer", 4),
          numbered("world-openbookqa", "answer", 4));

  /** The DoRA paper's eight commonsense tasks, in the order of its tables. */
  public static final List<AnswerTask> COMMONSENSE =
      Stream.of(
              "boolq",
              "piqa",
              "social_i_qa",
              "hellaswag",
              "winogrande",
              "ARC-Easy",
              "ARC-Challenge",
              "openbookqa")
          .map(AnswerTask::named)
          .toList();

  /** The toy world's eight tasks, in the same order. */
  public static final List<AnswerTask> WORLD =
      ALL.stream().filter(task -> task.name().startsWith("world-")).toList();

  /**
   * Checks that there is something to choose from.
   *
   * @throws IllegalArgumentException if there are fewer than two answers
   */
  public AnswerTask {
    answers = List.copyOf(answers);
    if (answers.size() < 2) {
      throw new IllegalArgumentException(
          "The task %s needs at least two answers to choose from.".formatted(name));
    }
  }

  /**
   * A known task: {@code boolq}, {@code piqa}, {@code social_i_qa}, {@code hellaswag}, {@code
   * winogrande}, {@code ARC-Easy}, {@code ARC-Challenge}, {@code openbookqa}, or one of the toy
   * world, {@code world-boolq} and so on. Upper and lower case are the same.
   *
   * @throws IllegalArgumentException if there is no such task, naming those there are
   */
  public static AnswerTask named(String name) {
    return ALL.stream()
        .filter(task -> task.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no task \"%s\"; %schoose one of %s."
                        .formatted(name, hint(name), String.join(", ", names()))));
  }

  private static String hint(String name) {
    return Suggestion.nearest(name, names())
        .map(near -> "did you mean %s? If not, ".formatted(near))
        .orElse("");
  }

  /** The names that {@link #named} knows. */
  public static List<String> names() {
    return ALL.stream().map(AnswerTask::name).toList();
  }

  private static AnswerTask trueOrFalse(String name) {
    return new AnswerTask(name, List.of("true", "false"));
  }

  private static AnswerTask numbered(String name, String label, int count) {
    return new AnswerTask(name, IntStream.rangeClosed(1, count).mapToObj(i -> label + i).toList());
  }

  /**
   * The first allowed word in a text, if there is one. Case matters, as in the published script.
   */
  public Optional<String> extract(String text) {
    String alternatives = answers.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    Matcher matcher = Pattern.compile(alternatives).matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  /**
   * The answers one item offers: those that the line {@code Answer format: …} at the end of its
   * instruction names, or all of the task's where there is no such line.
   */
  public List<String> offered(AnswerItem item) {
    int format = item.instruction().lastIndexOf(FORMAT);
    if (format < 0) {
      return answers;
    }
    List<String> named =
        List.of(item.instruction().substring(format + FORMAT.length()).strip().split("/"));
    List<String> offered = answers.stream().filter(named::contains).toList();
    return offered.isEmpty() ? answers : offered;
  }
}
