package org.dora4j.world.lore;

import java.util.List;

/**
 * What things are made of.
 *
 * @param name {@code iron}
 * @param has the traits it has
 * @param lacks the traits it surely lacks; of all others nothing is said
 */
public record Material(String name, List<Trait> has, List<Trait> lacks) {

  static List<Material> all(List<Trait> traits) {
    return Table.rows("materials.txt", 3).stream()
        .map(row -> new Material(row.get(0), named(traits, row.get(1)), named(traits, row.get(2))))
        .toList();
  }

  private static List<Trait> named(List<Trait> traits, String names) {
    return Table.split(names, ",").stream()
        .map(
            name ->
                traits.stream()
                    .filter(trait -> trait.name().equals(name))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }
}
