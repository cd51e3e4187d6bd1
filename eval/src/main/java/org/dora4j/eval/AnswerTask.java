package org.dora4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dora4j.train.config.Suggestion;

/**
 * A task with short answers: a few fixed words, such as {@code true} and {@code false}, of which
 * the first in the text that a model writes is its answer, or numbers, of which the last is.
 *
 * @param name by which it is chosen, such as {@code boolq}
 * @param form what an answer looks like
 * @param answers the allowed words; empty where numbers are asked for
 */
public record AnswerTask(String name, AnswerForm form, List<String> answers) {
  private static final int COMMONSENSE_TOKENS = 32;
  private static final int MATHEMATICS_TOKENS = 256;
  private static final String FORMAT = "Answer format: ";

  /**
   * The DoRA paper's eight commonsense tasks, the toy world's tasks that copy them, and
   * LLM-Adapters' six sets of mathematics.
   */
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
          numbered("world-openbookqa", "answer", 4),
          number("MultiArith"),
          number("gsm8k"),
          number("AddSub"),
          new AnswerTask("AQuA", List.of("A", "B", "C", "D", "E")),
          number("SingleEq"),
          number("SVAMP"));

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

  /** LLM-Adapters' six sets of mathematics, in the order of its tables. */
  public static final List<AnswerTask> MATHEMATICS =
      Stream.of("MultiArith", "gsm8k", "AddSub", "AQuA", "SingleEq", "SVAMP")
          .map(AnswerTask::named)
          .toList();

  /**
   * Checks that there is something to choose from.
   *
   * @throws IllegalArgumentException if there are fewer than two words
   */
  public AnswerTask {
    answers = List.copyOf(answers);
    if (form == AnswerForm.WORD && answers.size() < 2) {
      throw new IllegalArgumentException(
          "The task %s needs at least two answers to choose from.".formatted(name));
    }
  }

  /** A task whose answers are a few fixed words. */
  public AnswerTask(String name, List<String> answers) {
    this(name, AnswerForm.WORD, answers);
  }

  /**
   * A known task: {@code boolq}, {@code piqa}, {@code social_i_qa}, {@code hellaswag}, {@code
   * winogrande}, {@code ARC-Easy}, {@code ARC-Challenge}, {@code openbookqa}, one of the toy world,
   * {@code world-boolq} and so on, or one of mathematics, {@code MultiArith}, {@code gsm8k}, {@code
   * AddSub}, {@code AQuA}, {@code SingleEq}, {@code SVAMP}. Upper and lower case are the same.
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

  private static AnswerTask number(String name) {
    return new AnswerTask(name, AnswerForm.NUMBER, List.of());
  }

  private static AnswerTask trueOrFalse(String name) {
    return new AnswerTask(name, List.of("true", "false"));
  }

  private static AnswerTask numbered(String name, String label, int count) {
    return new AnswerTask(name, IntStream.rangeClosed(1, count).mapToObj(i -> label + i).toList());
  }

  /** The answer that a text gives, if it gives one: see {@link AnswerForm}. */
  public Optional<String> extract(String text) {
    return form.extract(text, answers);
  }

  /** Most tokens of an answer in the published evaluations: 256 for mathematics, 32 otherwise. */
  public int publishedTokens() {
    return MATHEMATICS.contains(this) ? MATHEMATICS_TOKENS : COMMONSENSE_TOKENS;
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
