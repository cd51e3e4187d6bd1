package org.dora4j.world.lore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A property that every subject of one sort has exactly one value of, with the English for it.
 * Patterns have the holes {@code {s}} (subject), {@code {o}} (subject as object), {@code {s's}}
 * (possessive) and {@code {v}} (value).
 *
 * @param name {@code material}, {@code owner}, …; unique within its sort
 * @param sort the sort of subjects that have it
 * @param ask the open question
 * @param check the question to be answered by yes or no
 * @param is the predicate: {@code is made of {v}}
 * @param not the denied predicate
 * @param says whole sentences that state it
 */
public record Relation(
    String name, Sort sort, String ask, String check, String is, String not, List<String> says) {

  static List<Relation> all() {
    List<Relation> relations = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : Table.lines("relations.txt")) {
      if (line.startsWith("relation ") && !block.isEmpty()) {
        relations.add(parse(block));
        block.clear();
      }
      block.add(line);
    }
    relations.add(parse(block));
    return Collections.unmodifiableList(relations);
  }

  private static Relation parse(List<String> block) {
    List<String> head = Table.split(block.get(0), " ");
    return new Relation(
        head.get(1),
        Sort.valueOf(head.get(2)),
        only(block, "ask "),
        only(block, "check "),
        only(block, "is "),
        only(block, "not "),
        fields(block, "say "));
  }

  private static String only(List<String> block, String key) {
    List<String> found = fields(block, key);
    if (found.size() != 1) {
      throw new IllegalStateException(
          "'" + block.get(0) + "' in relations.txt wants exactly one line '" + key + "…'.");
    }
    return found.get(0);
  }

  private static List<String> fields(List<String> block, String key) {
    return block.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .toList();
  }
}
