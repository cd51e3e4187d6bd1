package org.dora4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/**
 * Colours that people with any colour vision tell apart (Okabe and Ito's set, by falling
 * usefulness), and dash patterns and shades that survive a black-and-white print.
 */
final class Palette {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color QUIET = new Color(0x66, 0x66, 0x66);
  static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  private static final List<Color> LINES =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9));

  /** Grey for the model before, then in the order of the lines; neighbours differ in grey too. */
  private static final List<Color> BARS =
      List.of(
          new Color(0xC9, 0xCC, 0xD1),
          new Color(0x00, 0x5A, 0x8F),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x44, 0x44, 0x44),
          new Color(0xF0, 0xE4, 0x42));

  private static final float[][] DASHES = {{}, {14, 7}, {3, 5}, {14, 5, 3, 5}};

  private Palette() {}

  static Color line(int i) {
    return LINES.get(i % LINES.size());
  }

  /** The line's colour, mixed with white for what is only background. */
  static Color pale(int i) {
    Color c = line(i);
    return new Color(mix(c.getRed()), mix(c.getGreen()), mix(c.getBlue()));
  }

  static Color bar(int i) {
    Color colour = BARS.get(i % BARS.size());
    for (int round = i / BARS.size(); round > 0; round--) {
      colour = colour.darker();
    }
    return colour;
  }

  static BasicStroke stroke(int i, float width) {
    float[] dash = DASHES[i % DASHES.length];
    return dash.length == 0
        ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
        : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  private static int mix(int channel) {
    return (int) Math.round(0.32 * channel + 0.68 * 255);
  }
}
