package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Law;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Situation;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** Questions with numbered or lettered choices, and which choice is right. */
final class Quiz implements Paragraph {
  private static final List<List<String>> LABELS =
      List.of(
          List.of("A", "B", "C", "D"),
          List.of("1", "2", "3", "4"),
          List.of("a", "b", "c", "d"),
          List.of("first", "second", "third", "fourth"));
  private final World world;

  Quiz(World world) {
    this.world = world;
  }

  /** A question, its right answer, and a pool of wrong ones. */
  private record Question(String text, String right, List<String> wrong) {}

  @Override
  public String write(Dice dice) {
    Question question =
        switch (dice.below(9)) {
          case 0, 1 -> value(dice);
          case 2, 3 -> subject(dice);
          case 4 -> most(dice);
          case 5 -> use(dice);
          case 6 -> law(dice);
          case 7 -> situation(dice);
          default -> made(dice);
        };
    return print(dice, question);
  }

  private String print(Dice dice, Question question) {
    int count = Math.min(2 + dice.below(3), question.wrong().size() + 1);
    List<String> options = new ArrayList<>(dice.pick(question.wrong(), count - 1));
    int right = dice.below(count);
    options.add(right, question.right());
    List<String> labels = dice.pick(LABELS);
    String mark = dice.pick(": ", ") ", ". ");
    String gap = dice.pick(" ", "\n", "; ");
    StringBuilder text =
        new StringBuilder(dice.pick("", "Question: ", "Quiz: ")).append(question.text());
    for (int i = 0; i < count; i++) {
      text.append(i == 0 && !gap.equals("\n") ? " " : gap)
          .append(labels.get(i))
          .append(mark)
          .append(options.get(i));
    }
    String label = labels.get(right);
    return text.append("\n")
        .append(
            dice.pick(
                "The answer is " + label + ": " + question.right() + ".",
                "Answer: " + label + ".",
                "Right: " + label + ", " + question.right() + ".",
                "It is " + label + "."))
        .toString();
  }

  private Question value(Dice dice) {
    Fact fact = dice.pick(world.facts().all());
    List<String> wrong = new ArrayList<>(world.facts().values(fact.relation()));
    wrong.remove(fact.value());
    return new Question(fact.question(), fact.value(), wrong);
  }

  private Question subject(Dice dice) {
    Fact fact = dice.pick(world.facts().all());
    List<String> wrong =
        world.facts().of(fact.relation()).stream()
            .filter(other -> !other.value().equals(fact.value()))
            .map(other -> other.subject().phrase())
            .toList();
    return new Question(
        fact.subject().questionWord() + " " + fact.predicate() + "?",
        fact.subject().phrase(),
        wrong);
  }

  private Question most(Dice dice) {
    Scale scale = dice.pick(world.scales());
    List<Subject> steps = scale.ladder(dice, 3);
    boolean top = dice.oneIn(2);
    Subject right = steps.get(top ? 0 : 2);
    List<String> wrong = steps.stream().filter(s -> !s.equals(right)).map(Subject::phrase).toList();
    return new Question(
        right.questionWord() + " is the " + (top ? scale.most() : scale.least()) + "?",
        right.phrase(),
        wrong);
  }

  private Question use(Dice dice) {
    Thing thing = dice.pick(world.things());
    Person person = dice.pick(world.people());
    List<String> wrong = new ArrayList<>();
    List<String> past = new ArrayList<>();
    for (Thing other : world.things()) {
      if (!other.equals(thing)) {
        wrong.add(other.phrase());
        past.add(other.use().past());
      }
    }
    return dice.oneIn(2)
        ? new Question("What do you need to " + thing.use().base() + "?", thing.phrase(), wrong)
        : new Question(
            "What did " + person.name() + " do with " + thing.phrase() + "?",
            thing.use().past(),
            past);
  }

  private Question law(Dice dice) {
    Law law = dice.pick(world.laws());
    List<String> wrong =
        world.laws().stream().filter(l -> !l.equals(law)).map(Law::effect).toList();
    return new Question("What happens when " + law.cause() + "?", law.effect(), wrong);
  }

  private Question situation(Dice dice) {
    Situation s = dice.pick(world.situations());
    List<Person> people = dice.pick(world.people(), 2);
    String event = English.capital(Situation.with(s.event(), people.get(0), people.get(1)));
    List<Situation> others = world.situations().stream().filter(o -> !o.equals(s)).toList();
    String name = people.get(0).name();
    if (dice.oneIn(2)) {
      return new Question(
          event + ". How did " + name + " feel?",
          s.feeling(),
          others.stream().map(Situation::feeling).toList());
    }
    return new Question(
        event + ". What did " + name + " do next?",
        Situation.with(s.then(), people.get(0), people.get(1)),
        others.stream().map(o -> Situation.with(o.then(), people.get(0), people.get(1))).toList());
  }

  private Question made(Dice dice) {
    Thing thing = dice.pick(world.things());
    Fact fact =
        world.facts().of(thing.subject(), dice.pick("material", "colour", "place", "owner"));
    List<String> wrong = new ArrayList<>(world.facts().values(fact.relation()));
    wrong.remove(fact.value());
    String ask = Phrase.of(fact.relation().ask()).with("s", "it").with("o", "it").text();
    return new Question("You need it to " + thing.use().base() + ". " + ask, fact.value(), wrong);
  }
}
