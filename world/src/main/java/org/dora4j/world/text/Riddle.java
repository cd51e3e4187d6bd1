package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Sort;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** Leads from properties to the subject that has them, and from one property to another. */
final class Riddle implements Paragraph {
  private final World world;

  Riddle(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    return switch (dice.below(6)) {
      case 0, 1 -> riddle(dice);
      case 2 -> trade(dice);
      default -> chain(dice);
    };
  }

  private String riddle(Dice dice) {
    Subject subject = dice.pick(world.facts().subjects());
    List<Fact> facts = dice.shuffled(world.facts().of(subject));
    List<String> hints = facts.stream().limit(4).map(Fact::predicate).toList();
    String word = subject.pronouns().subject().equals("it") ? "it" : "this one";
    return English.capital(word)
        + " "
        + English.list(hints, "and")
        + dice.pick(". What is meant? ", ". Can you guess? ", ". Guess! ")
        + English.capital(subject.phrase())
        + ".";
  }

  private String trade(Dice dice) {
    Person person = dice.pick(world.people());
    Subject job = world.facts().subject(Sort.JOB, person.job());
    return Phrase.of(
            dice.pick(
                "{P} is {a}, so {she} works at {place}.",
                "{P} works at {place}, because {she} is {a}.",
                "{P} has to {work}, because that is what {a} does.",
                "Who works at {place}? {P} does. Who has to {work}? {P} again."))
        .with("P", person.name())
        .with("she", person.she())
        .with("a", job.phrase())
        .with("place", world.facts().of(job, "workplace").value())
        .with("work", world.facts().of(job, "work").value())
        .sentence();
  }

  private String chain(Dice dice) {
    Thing thing = dice.pick(world.things());
    Fact fact =
        world
            .facts()
            .of(thing.subject(), dice.pick("material", "colour", "place", "owner", "kind"));
    return Phrase.of(
            dice.pick(
                "What you need to {use} {is}: {t}.",
                "The thing that is used to {use} {is}. It is {t}.",
                "To {use} you take something that {is}.",
                "If you want to {use}, you need {t}, which {is}.",
                "{t}, which {is}, is used to {use}."))
        .with("use", thing.use().base())
        .with("is", fact.predicate())
        .with("t", thing.phrase())
        .sentence();
  }
}
