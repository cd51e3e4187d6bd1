package org.dora4j.study.recipe;

import java.util.Map;

/**
 * A file that a recipe needs and that does not come with dora4j.
 *
 * @param file its name, as the recipe's data or test sets name it
 * @param what it holds: how many records of which layout
 * @param where it can be had
 */
public record Expectation(String file, String what, String where) {

  static Expectation from(Map<String, ?> values, String source) {
    return new Expectation(
        text(values, "file", source), text(values, "what", source), where(values));
  }

  private static String text(Map<String, ?> values, String key, String source) {
    Object value = values.get(key);
    if (value == null) {
      throw new RecipeException(
          source + ": each entry of expects needs file and what, but one lacks " + key + ".");
    }
    return value.toString();
  }

  private static String where(Map<String, ?> values) {
    Object where = values.get("where");
    return where == null ? "" : where.toString();
  }

  /** What it holds and where it can be had, for the end of a sentence. */
  String described() {
    return where.isEmpty() ? what : what + "; " + where;
  }
}
