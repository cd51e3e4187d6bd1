package org.dora4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A kind of study: what its arms are compared with, what has been published, how it is drawn. */
public interface Study {

  /** Its name, as on the command line: {@code rank-sweep}. */
  String name();

  /** Its heading in reports. */
  String title();

  /** The label that differs between an arm and its baseline, such as {@code method}. */
  String contrast();

  /** The value of that label in the baseline, such as {@code lora}. */
  String baseline();

  /** The published figures. */
  Published published();

  /** What only this study has to say of its results, a sentence each. */
  default List<String> findings(Summary summary) {
    return List.of();
  }

  /**
   * Draws its charts.
   *
   * @param folder to draw into
   * @return the pictures as PNG; each has an SVG of the same name beside it
   * @throws IOException if a file cannot be written, or this Java cannot draw text
   */
  List<Path> draw(Summary summary, Path folder) throws IOException;
}
