package org.dora4j.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Points of a chart that belong together.
 *
 * @param name shown beside the value that is pointed at
 * @param group shown in the legend; what has one group is shown and hidden together, on the whole
 *     page
 * @param colour number of the colour, from 0; the same for all series of a group
 * @param look how it is drawn
 * @param x abscissas, ascending where points are joined
 * @param y ordinates, as many; those that are not finite leave a gap
 * @param labels a text for each point, shown when it is pointed at; or none at all
 */
@SuppressWarnings("ArrayRecordComponent") // Series are drawn, never compared.
public record Series(
    String name, String group, int colour, Look look, double[] x, double[] y, List<String> labels) {

  /** How points are drawn. */
  public enum Look {
    /** A line. */
    LINE,
    /** A faint line in the background, such as raw values behind their average. */
    PALE,
    /** A thin dashed line with a mark at each point. */
    MARKS,
    /** Points that nothing joins. */
    POINTS
  }

  /**
   * Checks the lengths and copies the labels.
   *
   * @throws IllegalArgumentException when the lengths differ
   */
  public Series {
    labels = List.copyOf(labels);
    if (x.length != y.length || (!labels.isEmpty() && labels.size() != x.length)) {
      throw new IllegalArgumentException(
          "The series '%s' has %d abscissas, %d ordinates and %d labels; give as many of each."
              .formatted(name, x.length, y.length, labels.size()));
    }
  }

  /** A series without labels whose group is its name. */
  public static Series of(String name, int colour, Look look, double[] x, double[] y) {
    return new Series(name, name, colour, look, x, y, List.of());
  }

  /** The same as a member of a group. */
  public Series in(String other) {
    return new Series(name, other, colour, look, x, y, labels);
  }

  /** The same with a text for each point. */
  public Series labelled(List<String> texts) {
    return new Series(name, group, colour, look, x, y, texts);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("group", group);
    json.put("colour", colour);
    json.put("look", look.name().toLowerCase(Locale.ROOT));
    json.put("x", numbers(x));
    json.put("y", numbers(y));
    if (!labels.isEmpty()) {
      json.put("labels", labels);
    }
    return json;
  }

  /** Whole numbers without a decimal point, and null for what JSON has no number for. */
  private static List<@Nullable Number> numbers(double[] values) {
    List<@Nullable Number> numbers = new ArrayList<>(values.length);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        numbers.add(null);
      } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        numbers.add((long) value);
      } else {
        numbers.add(value);
      }
    }
    return numbers;
  }
}
