package org.dora4j.world.text;

import java.util.List;
import java.util.function.Supplier;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;

/** A list of options with labels, then which label is whose: reading, without knowledge. */
final class Naming implements Paragraph {
  private static final int MOST_OPTIONS = 4;
  private final World world;

  Naming(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    int count = 2 + dice.below(MOST_OPTIONS - 1);
    List<String> options = options(dice, count);
    Labels labels = Labels.any(dice);
    StringBuilder text = new StringBuilder(labels.list(options));
    Supplier<String> between = () -> dice.pick(" ", " ", "\n");
    String first = "\n";
    for (int i : dice.pick(List.of(0, 1, 2, 3).subList(0, count), 1 + dice.below(count))) {
      text.append(first).append(sentence(dice, labels.named().get(i), options.get(i)));
      first = between.get();
    }
    return text.toString();
  }

  private List<String> options(Dice dice, int count) {
    return switch (dice.below(3)) {
      case 0 -> dice.pick(world.things(), count).stream().map(thing -> thing.phrase()).toList();
      case 1 -> dice.pick(world.people(), count).stream().map(person -> person.name()).toList();
      default -> {
        Fact fact = dice.pick(world.facts().all());
        List<String> values = world.facts().values(fact.relation());
        yield values.size() < count ? options(dice, count) : dice.pick(values, count);
      }
    };
  }

  private String sentence(Dice dice, String label, String option) {
    return Phrase.of(
            dice.pick(
                "{O} is {l}.",
                "The label of {o} is {l}.",
                "{P} picked {o}, so it is {l}.",
                "Which one is {o}? It is {l}.",
                "{P} likes {l}, {o}.",
                "{P} wants {o}: {l}."))
        .with("P", dice.pick(world.people()).name())
        .with("l", label)
        .with("o", option)
        .with("O", English.capital(option))
        .sentence();
  }
}
