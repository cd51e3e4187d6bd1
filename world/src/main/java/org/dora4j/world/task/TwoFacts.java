package org.dora4j.world.task;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Sort;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** Questions that put two facts or more together; after ARC-Challenge. */
public final class TwoFacts implements QuestionMaker {
  private static final int WRONG = 3;
  private final World world;

  /** Questions about one world. */
  public TwoFacts(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> superlative(dice);
      case 1 -> trade(dice);
      case 2 -> both(dice);
      default -> throughUse(dice);
    };
  }

  private Question superlative(Dice dice) {
    Scale scale = dice.pick(world.scales());
    List<Subject> steps = new ArrayList<>(scale.ladder(dice, 4));
    boolean top = dice.oneIn(2);
    String key = Keys.order(scale, steps);
    Subject right = steps.remove(top ? 0 : 3);
    String text =
        scale.subjects().get(0).questionWord()
            + " is the "
            + (top ? scale.most() : scale.least())
            + "?";
    return new Question(key, text, right.phrase(), phrases(dice, steps));
  }

  private Question trade(Dice dice) {
    List<Person> people = dice.pick(world.people(), 1 + WRONG);
    String relation = dice.pick("workplace", "work");
    List<String> values =
        people.stream()
            .map(
                person ->
                    world
                        .facts()
                        .of(world.facts().subject(Sort.JOB, person.job()), relation)
                        .value())
            .toList();
    Person person = people.get(0);
    String text = relation.equals("work") ? "What is the work of {P}?" : "Where does {P} work?";
    return new Question(
        person.name() + "/" + relation,
        Phrase.of(text).with("P", person.name()).text(),
        values.get(0),
        values.subList(1, 1 + WRONG));
  }

  private Question both(Dice dice) {
    while (true) {
      Thing thing = dice.pick(world.things());
      List<String> names = dice.pick(List.of("kind", "material", "colour", "place", "owner"), 2);
      Fact one = world.facts().of(thing.subject(), names.get(0));
      Fact two = world.facts().of(thing.subject(), names.get(1));
      List<Subject> wrong = new ArrayList<>();
      for (Thing other : dice.shuffled(world.things())) {
        boolean first = world.facts().holds(new Fact(other.subject(), one.relation(), one.value()));
        boolean second =
            world.facts().holds(new Fact(other.subject(), two.relation(), two.value()));
        if (first != second && wrong.size() < WRONG) {
          wrong.add(other.subject());
        }
      }
      if (wrong.size() == WRONG) {
        String text = "Which of these " + one.predicate() + " and " + two.predicate() + "?";
        String key =
            thing.subject().name() + "/" + String.join("+", names.stream().sorted().toList());
        return new Question(key, text, thing.phrase(), phrases(dice, wrong));
      }
    }
  }

  private Question throughUse(Dice dice) {
    Thing thing = dice.pick(world.things());
    Fact fact =
        world
            .facts()
            .of(thing.subject(), dice.pick("material", "colour", "place", "owner", "kind"));
    List<String> values = new ArrayList<>(world.facts().values(fact.relation()));
    values.remove(fact.value());
    String text =
        Phrase.of(fact.relation().ask())
            .with("s", "the thing used to " + thing.use().base())
            .with("o", "the thing used to " + thing.use().base())
            .text();
    return new Question(fact.key(), text, fact.value(), dice.pick(values, WRONG));
  }

  private static List<String> phrases(Dice dice, List<Subject> subjects) {
    return dice.shuffled(subjects).stream().map(Subject::phrase).toList();
  }
}
