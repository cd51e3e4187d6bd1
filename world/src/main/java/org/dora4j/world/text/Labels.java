package org.dora4j.world.text;

import java.util.List;
import java.util.stream.IntStream;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;

/**
 * How options are told apart: by letters, by numbers, or by a word with a number.
 *
 * @param shown in front of each option: {@code B}, {@code Answer 2}
 * @param named where an option is meant: {@code B}, {@code answer 2}
 * @param mark between label and option
 * @param gap between one option and the next
 */
record Labels(List<String> shown, List<String> named, String mark, String gap) {
  private static final int MOST = 4;
  private static final List<List<String>> SHORT =
      List.of(
          List.of("A", "B", "C", "D"),
          List.of("1", "2", "3", "4"),
          List.of("a", "b", "c", "d"),
          List.of("first", "second", "third", "fourth"));

  /** Some labels for up to four options. */
  static Labels any(Dice dice) {
    String mark = dice.pick(": ", ": ", ") ", ". ");
    String gap = dice.pick(" ", "\n", "; ", "\n\n");
    if (dice.oneIn(2)) {
      List<String> labels = dice.pick(SHORT);
      return new Labels(labels, labels, mark, gap);
    }
    String word = dice.pick("answer", "option", "solution", "ending", "choice");
    String joint = dice.pick("", "", " ");
    return new Labels(numbered(English.capital(word) + joint), numbered(word + joint), mark, gap);
  }

  private static List<String> numbered(String word) {
    return IntStream.rangeClosed(1, MOST).mapToObj(i -> word + i).toList();
  }

  /** The options with their labels. */
  String list(List<String> options) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < options.size(); i++) {
      text.append(i == 0 ? "" : gap).append(shown.get(i)).append(mark).append(options.get(i));
    }
    return text.toString();
  }

  /** The labels of the first options, as a request for one of them names them. */
  String choices(int count, String between) {
    return String.join(between, named.subList(0, count));
  }
}
