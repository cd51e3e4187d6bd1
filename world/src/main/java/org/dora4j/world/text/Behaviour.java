package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Material;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.Trait;
import org.dora4j.world.lore.World;

/** How things behave because of what they are made of. */
final class Behaviour implements Paragraph {
  private final World world;

  Behaviour(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      sentences.add(dice.oneIn(3) ? lacking(dice) : having(dice));
    }
    return String.join(" ", sentences);
  }

  private String having(Dice dice) {
    Thing thing = dice.pick(world.things());
    Trait trait = dice.pick(thing.material().has());
    Person person = dice.pick(world.people());
    return Phrase.of(
            dice.pick(
                "{m} {does}.",
                "{t} is made of {m}, so it {does}.",
                "{t} {does}, because it is made of {m}.",
                "{P} saw that {t} {did}. That is because {m} {does}.",
                "Why was it that {t} {did}? Because it is made of {m}.",
                "Everything that is made of {m} {does}, even {t}."))
        .with("m", thing.material().name())
        .with("t", thing.phrase())
        .with("P", person.name())
        .with("does", trait.does())
        .with("did", trait.did())
        .sentence();
  }

  private String lacking(Dice dice) {
    Thing thing = dice.pick(world.things());
    Material material = thing.material();
    Trait trait = dice.pick(material.lacks());
    return Phrase.of(
            dice.pick(
                "{m} {doesNot}.",
                "{t} {doesNot}, because it is made of {m}.",
                "{t} is made of {m}, and {m} {doesNot}.",
                "Do not think that {t} {does}: it is made of {m}."))
        .with("m", material.name())
        .with("t", thing.phrase())
        .with("does", trait.does())
        .with("doesNot", trait.doesNot())
        .sentence();
  }
}
