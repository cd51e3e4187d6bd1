package org.dora4j.world.lore;

import java.util.List;

/**
 * How a material behaves.
 *
 * @param name {@code floats}
 * @param does {@code floats on water}
 * @param doesNot {@code does not float on water}
 * @param did what was seen: {@code floated on the pond}
 */
public record Trait(String name, String does, String doesNot, String did) {

  static List<Trait> all() {
    return Table.rows("traits.txt", 4).stream()
        .map(row -> new Trait(row.get(0), row.get(1), row.get(2), row.get(3)))
        .toList();
  }
}
