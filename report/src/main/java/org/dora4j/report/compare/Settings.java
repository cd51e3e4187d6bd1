package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Configurations as texts by key, and where they differ. */
final class Settings {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String MISSING = "–";

  private Settings() {}

  /**
   * The settings of a config.yaml.
   *
   * @param notes hears of one that cannot be read
   */
  static Map<String, String> read(String yaml, List<String> notes) {
    Map<String, String> settings = new LinkedHashMap<>();
    if (yaml.isBlank()) {
      notes.add("There is no config.yaml, so its settings are not known.");
      return settings;
    }
    try {
      YAML.readTree(yaml).properties().forEach(e -> settings.put(e.getKey(), text(e.getValue())));
    } catch (JacksonException e) {
      notes.add("Its config.yaml is not YAML, so its settings are not known.");
    }
    return settings;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(text(part)));
      return String.join(", ", parts);
    }
    return value.isValueNode() ? value.asString("") : value.toString();
  }

  /** Every key that any run has, with the runs' values in their order. */
  static Map<String, List<String>> table(List<ComparedRun> runs) {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    Map<String, List<String>> table = new LinkedHashMap<>();
    for (String key : keys) {
      table.put(key, runs.stream().map(run -> run.settings().getOrDefault(key, MISSING)).toList());
    }
    return table;
  }

  /** The same without the keys that all runs agree in, and without where runs were written to. */
  static Map<String, List<String>> differences(List<ComparedRun> runs) {
    Map<String, List<String>> table = table(runs);
    table.keySet().remove("output");
    table.values().removeIf(values -> values.stream().distinct().count() < 2);
    return table;
  }
}
