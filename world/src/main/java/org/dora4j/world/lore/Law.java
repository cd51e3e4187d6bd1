package org.dora4j.world.lore;

import java.util.List;

/**
 * A rule of nature: when the cause happens, the effect follows.
 *
 * @param cause {@code ice gets warm}
 * @param effect {@code it melts}
 */
public record Law(String cause, String effect) {

  static List<Law> all() {
    return Table.rows("laws.txt", 2).stream().map(row -> new Law(row.get(0), row.get(1))).toList();
  }
}
