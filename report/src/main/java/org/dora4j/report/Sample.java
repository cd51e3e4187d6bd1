package org.dora4j.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model wrote before and after a run.
 *
 * @param prompt what it continued
 * @param expected what the example says
 * @param before its continuation before the first step; empty where it is not known
 * @param after its continuation after the last step; empty where the run has not come there
 */
public record Sample(String prompt, String expected, String before, String after) {
  /** The samples' name in a run folder. */
  public static final String FILE = "samples.jsonl";

  /**
   * Reads {@code samples.jsonl}; empty where there is none.
   *
   * @throws RunLogException when a line before the last cannot be read
   */
  public static List<Sample> read(Path runDir) {
    Path file = runDir.resolve(FILE);
    List<Sample> samples = new ArrayList<>();
    if (Files.exists(file)) {
      JsonLines.read(
          file,
          line ->
              samples.add(
                  new Sample(
                      JsonLines.required(line, "prompt").asString(""),
                      line.path("expected").asString(""),
                      line.path("before").asString(""),
                      line.path("after").asString(""))));
    }
    return samples;
  }
}
