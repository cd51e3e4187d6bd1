package org.dora4j.world;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Blank;
import org.dora4j.world.task.Ending;
import org.dora4j.world.task.Motive;
import org.dora4j.world.task.OneFact;
import org.dora4j.world.task.Principle;
import org.dora4j.world.task.Purpose;
import org.dora4j.world.task.QuestionMaker;
import org.dora4j.world.task.TwoFacts;
import org.dora4j.world.task.YesNo;

/**
 * The eight toy tasks. Each asks about the toy world in the shape of one of the eight commonsense
 * sets; the prefix {@code world-} keeps their scores apart from those of the real sets.
 */
@SuppressWarnings("ImmutableEnumChecker") // The list is unmodifiable and the makers hold no state.
public enum WorldTask {
  /** True or false. */
  BOOLQ("world-boolq", "boolq", "", 2, YesNo::new),
  /** Two ways to a goal. */
  PIQA("world-piqa", "piqa", "solution", 2, Purpose::new),
  /** Feelings, wishes and needs of people. */
  SIQA("world-siqa", "social_i_qa", "answer", 3, Motive::new),
  /** How a story goes on. */
  HELLASWAG("world-hellaswag", "hellaswag", "ending", 4, Ending::new),
  /** Who or what is meant. */
  WINOGRANDE("world-winogrande", "winogrande", "option", 2, Blank::new),
  /** One fact. */
  ARC_EASY("world-arc-easy", "ARC-Easy", "answer", 4, OneFact::new),
  /** Several facts together. */
  ARC_CHALLENGE("world-arc-challenge", "ARC-Challenge", "answer", 4, TwoFacts::new),
  /** Rules of nature and traits of materials. */
  OPENBOOKQA("world-openbookqa", "openbookqa", "answer", 4, Principle::new);

  private final String folder;
  private final String modelledOn;
  private final String label;
  private final List<String> answers;
  private final Function<World, QuestionMaker> maker;

  WorldTask(
      String folder,
      String modelledOn,
      String label,
      int options,
      Function<World, QuestionMaker> maker) {
    this.folder = folder;
    this.modelledOn = modelledOn;
    this.label = label;
    this.answers =
        label.isEmpty()
            ? List.of("true", "false")
            : IntStream.rangeClosed(1, options).mapToObj(i -> label + i).toList();
    this.maker = maker;
  }

  /** The task's name and its folder: {@code world-boolq}. */
  public String folder() {
    return folder;
  }

  /**
   * The real set whose wording and answers it copies, by its usual folder name: {@code
   * social_i_qa}.
   */
  public String modelledOn() {
    return modelledOn;
  }

  /** The allowed answers, such as {@code [solution1, solution2]}. */
  public List<String> answers() {
    return answers;
  }

  QuestionMaker questions(World world) {
    return maker.apply(world);
  }

  /**
   * The instruction for a question and its options (for {@link #BOOLQ} the options are the answers
   * themselves).
   */
  String instruction(String question, List<String> options) {
    return opening()
        + question
        + optionText(options)
        + "Answer format: "
        + String.join("/", answers);
  }

  private String opening() {
    return switch (this) {
      case BOOLQ -> "Please answer the following question with true or false, question: ";
      case PIQA -> "Please choose the correct solution to the question: ";
      case HELLASWAG -> "Please choose the correct ending to complete the given sentence: ";
      case WINOGRANDE ->
          "Please choose the correct answer to fill in the blank to complete the given sentence: ";
      case SIQA, ARC_EASY, ARC_CHALLENGE, OPENBOOKQA ->
          "Please choose the correct answer to the question: ";
    };
  }

  private String optionText(List<String> options) {
    if (this == BOOLQ) {
      return "\n\n";
    }
    List<String> lines =
        IntStream.range(0, options.size())
            .mapToObj(i -> English.capital(label) + (i + 1) + ": " + options.get(i))
            .toList();
    String between = this == PIQA ? "\n\n" : " ";
    return "\n\n" + String.join(between, lines) + (this == WINOGRANDE ? " " : "\n\n");
  }
}
