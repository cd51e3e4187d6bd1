package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads files of one JSON object per line, as runs append them. */
final class JsonLines {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonLines() {}

  /**
   * Hands every line to {@code reader}, which throws IllegalArgumentException for what it cannot
   * read.
   *
   * @return whether the last line was cut off, as after a crash or while a run goes on; it is left
   *     out then
   * @throws RunLogException when the file is missing, or a line before the last cannot be read; the
   *     message names the line's number
   */
  static boolean read(Path file, Consumer<JsonNode> reader) {
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        JsonNode line = JSON.readTree(lines.get(i));
        if (!line.isObject()) {
          throw new IllegalArgumentException("not a JSON object");
        }
        reader.accept(line);
      } catch (JacksonException | IllegalArgumentException e) {
        if (i < lines.size() - 1) {
          throw new RunLogException(
              "Line %d of %s cannot be read (%s). Delete that line to show the rest."
                  .formatted(i + 1, file, firstLine(e)),
              e);
        }
        return true;
      }
    }
    return false;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new RunLogException(
          "Cannot read "
              + file
              + ": it is missing or not text. Name the folder that 'dora4j train' wrote.",
          e);
    }
  }

  static JsonNode required(JsonNode line, String field) {
    JsonNode value = line.get(field);
    if (value == null) {
      throw new IllegalArgumentException("the field '" + field + "' is missing");
    }
    return value;
  }

  /** JSON has no NaN and no infinity, so a log holds these as text or null. */
  static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    return switch (value.asString("")) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
