package org.dora4j.report.drawing;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A picture on white ground, shape by shape; later shapes lie above earlier ones. */
public final class Drawing {
  /** Colour of text and axes. */
  public static final Color INK = new Color(0x22, 0x22, 0x22);

  /** Colour of what should not catch the eye. */
  public static final Color QUIET = new Color(0x66, 0x66, 0x66);

  /** Colour of lines behind the data. */
  public static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  private final int width;
  private final int height;
  private final String description;
  private final List<Shape> shapes = new ArrayList<>();

  /**
   * @param description for those who cannot see it
   */
  public Drawing(int width, int height, String description) {
    this.width = width;
    this.height = height;
    this.description = description;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** In one sentence, what is to be seen. */
  public String description() {
    return description;
  }

  /** Everything that was added, lowest first. */
  public List<Shape> shapes() {
    return Collections.unmodifiableList(shapes);
  }

  /** Adds a shape above the others. */
  public Drawing add(Shape shape) {
    shapes.add(shape);
    return this;
  }

  /** Adds a thin line. */
  public Drawing line(double x1, double y1, double x2, double y2, Color colour) {
    return add(new Shape.Line(x1, y1, x2, y2, colour, 1, 0));
  }

  /** Adds a plain text in ink. */
  public Drawing text(double x, double y, String text, double size, Shape.Anchor anchor) {
    return add(new Shape.Text(x, y, text, size, false, anchor, INK, true));
  }

  /** Adds a heading. */
  public Drawing heading(double x, double y, String text, double size) {
    return add(new Shape.Text(x, y, text, size, true, Shape.Anchor.START, INK, true));
  }

  /** Adds a quiet remark. */
  public Drawing remark(double x, double y, String text, double size, Shape.Anchor anchor) {
    return add(new Shape.Text(x, y, text, size, false, anchor, QUIET, true));
  }

  /**
   * Writes {@code NAME.svg} and {@code NAME.png}; older ones are replaced.
   *
   * @throws IOException when a file cannot be written, or this Java cannot draw text
   */
  public void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".svg"), Svg.file(this));
    Files.write(folder.resolve(name + ".png"), Png.bytes(this));
  }

  /** A file name of letters, digits and hyphens from any words. */
  public static String fileName(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_]+", "-");
  }
}
