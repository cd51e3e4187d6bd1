package org.dora4j.cli.train;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.train.config.TrainConfig;

/**
 * Defaults of training settings, asked of the configuration itself, as a command line writes them.
 */
final class SettingDefaults {
  private static final Map<String, Object> DEFAULTS =
      TrainConfig.of(Map.of("model", "-", "data", "-", "output", "-"), "the defaults").toMap();

  private SettingDefaults() {}

  /** The default of a setting; empty where there is none. */
  static String of(String key) {
    Object value = DEFAULTS.get(key);
    if (value == null || "-".equals(value)) {
      return "";
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "";
    }
    return value instanceof Collection<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value).replaceFirst("\\.0$", "").replaceFirst("\\.0E", "e");
  }
}
