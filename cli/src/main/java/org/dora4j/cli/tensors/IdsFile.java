package org.dora4j.cli.tensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code {"input_ids": [[…], …], "attention_mask": [[…], …]}}: rows of equal length, with a
 * mask of ones and zeros where rows are padded on the left or on the right.
 */
final class IdsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private IdsFile() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is missing, is not JSON or does not hold such rows
   */
  static PaddedRows read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          "%s is not JSON (line %d); it should hold {\"input_ids\": [[…]]}".formatted(file, line),
          e);
    }
    int[][] ids = rows(file, root, "input_ids");
    if (ids.length == 0) {
      throw new IllegalArgumentException(file + ": input_ids has no rows");
    }
    boolean masked = root.hasNonNull("attention_mask");
    try {
      return masked
          ? PaddedRows.masked(ids, rows(file, root, "attention_mask"))
          : PaddedRows.whole(ids);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static int[][] rows(Path file, JsonNode root, String key) {
    JsonNode rows = root.path(key);
    if (!rows.isArray()) {
      throw new IllegalArgumentException("%s: %s must be a list of rows".formatted(file, key));
    }
    int[][] values = new int[rows.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = row(file, key, i, rows.get(i));
    }
    return values;
  }

  private static int[] row(Path file, String key, int index, JsonNode row) {
    boolean integers = row.isArray();
    int[] values = new int[integers ? row.size() : 0];
    for (int i = 0; i < values.length && integers; i++) {
      integers = row.get(i).isIntegralNumber() && row.get(i).canConvertToInt();
      values[i] = integers ? row.get(i).intValue() : 0;
    }
    if (!integers) {
      throw new IllegalArgumentException(
          "%s: row %d of %s must be a list of whole numbers".formatted(file, index, key));
    }
    return values;
  }
}
