package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** An episode in which a thing is carried from place to place; the end asks where it is. */
final class Journey implements Paragraph {
  private static final List<String> PLACES =
      List.of(
          "kitchen", "garden", "cellar", "attic", "hall", "library", "barn", "bedroom", "shed",
          "street");
  private final World world;

  Journey(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<Person> people = dice.pick(world.people(), 2);
    Thing thing = dice.pick(world.things());
    List<String> places = dice.pick(PLACES, 3);
    String pattern =
        dice.pick(
            "One day {P} took {t} to the {x}. Then {she} carried it into the {y}. {Q} asked, \"Where is {t}?\" "
                + "\"It is in the {y},\" said {P}.",
            "{P} put {t} in the {x}. {Q} was in the {z}. Later {Q} moved {t} to the {y}. "
                + "Where is {t} in the end? It is in the {y}.",
            "This morning {t} was in the {x}. {P} needed it in the {y}, so {she} took it there. Where was {t} before? "
                + "It was in the {x}. Where is it at last? In the {y}.",
            "{P} went to the {x} and found {t}. {Q} wanted to see it too, so they met in the {y} and left {t} there. "
                + "After that, {t} stayed in the {y}.",
            "\"Bring {t} to the {x}, please,\" said {Q}. {P} brought it from the {y} to the {x}. That evening {t} "
                + "lay in the {x}, and {Q} was glad.");
    return Phrase.of(pattern)
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .with("she", people.get(0).she())
        .with("t", thing.phrase())
        .with("x", places.get(0))
        .with("y", places.get(1))
        .with("z", places.get(2))
        .sentence();
  }
}
