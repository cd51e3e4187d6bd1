package org.dora4j.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run left behind.
 *
 * @param dir the folder
 * @param log its measurements
 * @param manifest {@code manifest.json} flattened: {@code machine.cpu} to its value as text; empty
 *     where there is none
 * @param config {@code config.yaml} as it stands; empty where there is none
 */
public record RunFolder(Path dir, RunLog log, Map<String, String> manifest, String config) {

  /**
   * Reads a run folder.
   *
   * @throws RunLogException when its log or its manifest cannot be read
   */
  public static RunFolder read(Path dir) {
    RunLog log = RunLog.read(dir);
    Map<String, String> manifest = new LinkedHashMap<>();
    Path file = dir.resolve("manifest.json");
    try {
      if (Files.exists(file)) {
        flatten("", JsonMapper.builder().build().readTree(Files.readString(file)), manifest);
      }
      Path config = dir.resolve("config.yaml");
      return new RunFolder(
          dir, log, manifest, Files.exists(config) ? Files.readString(config) : "");
    } catch (JacksonException e) {
      throw new RunLogException(
          file + " is not JSON. Restore it or delete it to show the run without it.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the run folder " + dir + ".", e);
    }
  }

  /** The run's name: that of its folder. */
  public String name() {
    Path name = dir.toAbsolutePath().normalize().getFileName();
    return name == null ? "run" : name.toString();
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  flatten(
                      prefix.isEmpty() ? e.getKey() : prefix + "." + e.getKey(),
                      e.getValue(),
                      into));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(prefix + "[" + i + "]", node.get(i), into);
      }
    } else {
      into.put(prefix, node.asString(""));
    }
  }
}
