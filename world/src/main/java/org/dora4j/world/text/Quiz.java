package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Blank;
import org.dora4j.world.task.Ending;
import org.dora4j.world.task.Motive;
import org.dora4j.world.task.OneFact;
import org.dora4j.world.task.Principle;
import org.dora4j.world.task.Purpose;
import org.dora4j.world.task.Question;
import org.dora4j.world.task.QuestionMaker;
import org.dora4j.world.task.Split;
import org.dora4j.world.task.TwoFacts;

/**
 * Questions with labelled options, and which of them is right. They ask what training examples of
 * the tasks may ask, in other forms; never what tests ask.
 */
final class Quiz implements Paragraph {
  private static final int MOST_OPTIONS = 4;
  private final World world;
  private final Split split;
  private final List<QuestionMaker> makers;

  Quiz(World world, Split split) {
    this.world = world;
    this.split = split;
    QuestionMaker fact = new OneFact(world);
    QuestionMaker facts = new TwoFacts(world);
    this.makers =
        List.of(
            fact,
            fact,
            facts,
            facts,
            new Purpose(world),
            new Motive(world),
            new Ending(world),
            new Blank(world),
            new Principle(world));
  }

  @Override
  public String write(Dice dice) {
    Question question = question(dice);
    int count = Math.min(2 + dice.below(MOST_OPTIONS - 1), question.wrong().size() + 1);
    List<String> options = new ArrayList<>(dice.pick(question.wrong(), count - 1));
    int right = dice.below(count);
    options.add(right, question.right());
    options.replaceAll(Quiz::withoutFullStop);
    return print(dice, question.text(), options, right);
  }

  private Question question(Dice dice) {
    while (true) {
      Question question = dice.pick(makers).make(dice);
      if (!split.isForTest(question.key())) {
        return question;
      }
    }
  }

  private static String withoutFullStop(String option) {
    return option.endsWith(".") ? option.substring(0, option.length() - 1) : option;
  }

  private String print(Dice dice, String question, List<String> options, int right) {
    Labels labels = Labels.any(dice);
    String list = labels.list(options);
    String start = labels.gap().startsWith("\n") ? labels.gap() : " ";
    List<Person> people = dice.pick(world.people(), 2);
    String pattern =
        dice.pick(
            "{ask}{start}{list}\n{answer}",
            "{ask}{start}{list}\n{answer}",
            "Question: {ask}{start}{list}\n{answer}",
            "Quiz: {ask}{start}{list}\n{request}\n{answer}",
            "{request} {ask}{start}{list}\n\n{answer}",
            "{ask}{start}{list} {request}\n{answer}",
            "{list}\n{ask} {answer}",
            "{P} asked {Q}: {ask}{start}{list}\n{Q} said: {answer}",
            "{in}Task:\n{in}{ask}\n\n{list}\n\n{request}\n{in}\n{in}Result:\n{in}{name}");
    return Phrase.of(pattern)
        .with("answer", answer(dice, labels.named().get(right), options.get(right)))
        .with("request", request(dice, labels, options.size()))
        .with("in", dice.pick("", "## ", "    ", "        ", "                "))
        .with("ask", question)
        .with("start", start)
        .with("list", list)
        .with("name", labels.named().get(right))
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .text();
  }

  private static String request(Dice dice, Labels labels, int count) {
    return Phrase.of(
            dice.pick(
                "Choose one of {slashed}.",
                "Say {listed}.",
                "Pick the right one: {slashed}",
                "Which one is it? {slashed}"))
        .with("slashed", labels.choices(count, "/"))
        .with("listed", English.list(labels.named().subList(0, count), "or"))
        .text();
  }

  private static String answer(Dice dice, String label, String right) {
    return Phrase.of(
            dice.pick(
                "Answer: {l}.",
                "The answer is {l}.",
                "It is {l}.",
                "The right one is {l}.",
                "Right: {l}.",
                "{l}",
                "The answer is {l}: {r}.",
                "Right is {l}, {r}.",
                "{R}, which is {l}.",
                "{R}. So the answer is {l}."))
        .with("l", label)
        .with("r", right)
        .with("R", English.capital(right))
        .text();
  }
}
