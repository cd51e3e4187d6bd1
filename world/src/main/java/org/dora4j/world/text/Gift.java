package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;

/** An episode in which something changes hands, and what follows from that. */
final class Gift implements Paragraph {
  private final World world;

  Gift(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<Person> people = dice.pick(world.people(), 2);
    String pattern =
        dice.pick(
            "{P} lent {t} to {Q}. So {Q} had it for a day. In the evening {Q} gave it back, and {P} had it again.",
            "{P} gave {t} to {Q}, because {Q} wanted to use it. \"Thank you,\" said {Q} to {P}.",
            "{P} gave {t} to {Q}, because {P} did not need it. So {Q} could use it.",
            "{Q} borrowed {t} from {P}. Who had {t} then? {Q} had it. Who had it before? {P} did.",
            "{P} sold {t} to {Q}. {Q} paid for it, and {P} got the money.",
            "{P} showed {t} to {Q}. {Q} liked it very much and asked {P}, \"May I hold it?\"");
    return Phrase.of(pattern)
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .with("t", dice.pick(world.things()).phrase())
        .sentence();
  }
}
