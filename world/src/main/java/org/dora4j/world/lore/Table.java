package org.dora4j.world.lore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the world's word lists: one record per line, fields between {@code |}, {@code #} starts a
 * comment line.
 */
final class Table {
  private static final String FOLDER = "/org/dora4j/world/";

  private Table() {}

  /** The lines of a word list that are neither empty nor comments. */
  static List<String> lines(String name) {
    try (InputStream in = Table.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "The word list " + name + " is missing from the class path; rebuild the world module.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the word list " + name + ".", e);
    }
  }

  /** The rows of a word list; every row must have {@code columns} fields. */
  static List<List<String>> rows(String name, int columns) {
    return lines(name).stream()
        .map(
            line -> {
              List<String> row = split(line, "\\|");
              if (row.size() != columns) {
                throw new IllegalStateException(
                    "The word list %s wants %d fields, but has %d in: %s"
                        .formatted(name, columns, row.size(), line));
              }
              return row;
            })
        .toList();
  }

  /** The trimmed, non-empty parts of a field such as {@code "iron, wood"}. */
  static List<String> split(String field, String separator) {
    return Arrays.stream(field.split(separator))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
