package org.dora4j.report;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A task's result as the paper's evaluation script writes it: {@code MODEL-METHOD-DATASET.json}, an
 * array of records with {@code pred} and {@code flag}.
 *
 * @param file where it stands
 * @param method {@code LoRA} or {@code DoRA}
 * @param dataset such as {@code boolq}
 * @param total number of questions
 * @param correct number of right answers
 * @param unparsed questions in whose answer none of the allowed words was found
 */
public record ResultFile(
    Path file, String method, String dataset, int total, int correct, int unparsed) {
  private static final Pattern NAME =
      Pattern.compile("\"?.*-(lora|dora)-(.+)\\.json", Pattern.CASE_INSENSITIVE);

  /** Share of right answers, 0 to 1. */
  public double accuracy() {
    return (double) correct / total;
  }

  /**
   * Reads a file, counting its flags.
   *
   * @throws IllegalArgumentException if its name does not say the method, or its content is not
   *     such an array; the message names the file and the record
   */
  public static ResultFile read(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      throw new IllegalArgumentException(
          file
              + " is not named MODEL-LoRA-DATASET.json or MODEL-DoRA-DATASET.json, so it is not known what it holds");
    }
    JsonNode records = json(file);
    int correct = 0;
    int unparsed = 0;
    for (int i = 0; i < records.size(); i++) {
      JsonNode record = records.get(i);
      if (!record.path("flag").isBoolean() || !record.path("pred").isString()) {
        throw new IllegalArgumentException(
            "%s, element %d, has no \"flag\" and \"pred\"; it is not a result"
                .formatted(file, i + 1));
      }
      correct += record.path("flag").asBoolean() ? 1 : 0;
      unparsed += record.path("pred").asString().isEmpty() ? 1 : 0;
    }
    String method = name.group(1).toLowerCase(Locale.ROOT).equals("lora") ? "LoRA" : "DoRA";
    return new ResultFile(file, method, name.group(2), records.size(), correct, unparsed);
  }

  private static JsonNode json(Path file) {
    JsonNode records;
    try {
      records = new JsonMapper().readTree(file);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + " cannot be read as JSON; is it whole?", e);
    }
    if (!records.isArray() || records.isEmpty()) {
      throw new IllegalArgumentException(file + " is not a list of results");
    }
    return records;
  }
}
