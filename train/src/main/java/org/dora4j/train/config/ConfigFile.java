package org.dora4j.train.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** A configuration as YAML: one setting per line, the keys of the command line with underscores. */
public final class ConfigFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .build();

  private ConfigFile() {}

  /**
   * Reads a configuration.
   *
   * @throws ConfigException if the file cannot be read, or any setting in it cannot be used
   */
  public static TrainConfig read(Path file) {
    return TrainConfig.of(values(file), file.toString());
  }

  /**
   * The settings of a file as they stand there, for others to be laid over them.
   *
   * @throws ConfigException if the file is missing, is not YAML or does not hold settings
   */
  public static Map<String, Object> values(Path file) {
    JsonNode root;
    try {
      root = YAML.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw failure(file, "there is no such file");
    } catch (IOException e) {
      throw failure(file, "cannot be read (" + e + ")");
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw failure(file, "is not YAML: line " + line + ": " + reason);
    }
    if (!root.isObject()) {
      throw failure(file, "does not hold settings, one 'key: value' per line");
    }
    return new LinkedHashMap<>(
        YAML.convertValue(root, new TypeReference<Map<String, Object>>() {}));
  }

  /** The text of a configuration with every setting, defaults included. */
  public static String text(TrainConfig config) {
    return YAML.writeValueAsString(config.toMap());
  }

  private static ConfigException failure(Path file, String text) {
    return new ConfigException(file.toString(), List.of(new Problem("it", text)));
  }
}
