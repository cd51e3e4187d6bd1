package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folder of a study: {@code study.json} with its cells and all that decides their results,
 * {@code data/} with the training records, {@code cells/<cell>/}, and the report's files.
 *
 * @param path of the folder
 */
public record StudyFolder(Path path) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final TypeReference<LinkedHashMap<String, String>> TEXTS =
      new TypeReference<>() {};

  /**
   * A cell as the folder records it.
   *
   * @param labels what tells it from the others
   * @param tasks that its result is put to
   * @param fixed everything that decides its result, by name
   */
  public record Entry(Map<String, String> labels, List<String> tasks, Map<String, String> fixed) {}

  /** The folder of a cell. */
  public CellFolder cell(String name) {
    return new CellFolder(path.resolve("cells").resolve(name));
  }

  Path data() {
    return path.resolve("data");
  }

  private Path file() {
    return path.resolve("study.json");
  }

  /**
   * Checks that the folder is new, empty, or that of a study of this name.
   *
   * @throws StudyException if it is not
   */
  void claim(String study) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new StudyException(path + " is a file; name a folder for the study.");
    }
    if (!Files.exists(file())) {
      requireEmpty();
      return;
    }
    String there = read().path("study").asString("");
    if (!there.equals(study)) {
      throw new StudyException(
          "%s holds the study %s, not %s; name another --output.".formatted(path, there, study));
    }
  }

  /** Training records alone are what a study that ended before its first cell leaves. */
  private void requireEmpty() {
    try (Stream<Path> content = Files.isDirectory(path) ? Files.list(path) : Stream.empty()) {
      if (content.anyMatch(file -> !file.equals(data()))) {
        throw new StudyException(
            path + " exists and holds no study; name a new folder, or empty this one first.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path + " (" + e + ").", e);
    }
  }

  /**
   * Records the cells; those of earlier calls stay.
   *
   * @throws StudyException if a cell that is there already was begun with other settings or data
   */
  void record(String study, List<Grid.Ready> cells) {
    Map<String, Entry> known = Files.exists(file()) ? entries() : new LinkedHashMap<>();
    for (Grid.Ready ready : cells) {
      Entry before = known.get(ready.cell().name());
      if (before != null) {
        requireSame(ready, before.fixed());
      }
      known.put(
          ready.cell().name(),
          new Entry(ready.cell().labels(), ready.cell().tasks(), ready.fixed()));
    }
    write(study, known);
  }

  private void requireSame(Grid.Ready ready, Map<String, String> before) {
    List<String> changed = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(before);
    ready.fixed().forEach(all::putIfAbsent);
    for (String key : all.keySet()) {
      String was = before.get(key);
      String is = ready.fixed().get(key);
      if (!Objects.equals(was, is)) {
        changed.add(
            key.contains("SHA-256")
                ? key + " differs"
                : "%s was %s and is %s".formatted(key, or(was), or(is)));
      }
    }
    if (!changed.isEmpty()) {
      throw new StudyException(
          "The cell %s of %s was begun with other settings (%s); ask for the same, or name another --output."
              .formatted(ready.cell().name(), path, String.join("; ", changed)));
    }
  }

  private static String or(@Nullable String value) {
    return value == null ? "not set" : value;
  }

  private void write(String study, Map<String, Entry> entries) {
    ObjectNode root = JSON.createObjectNode().put("study", study);
    ObjectNode cells = root.putObject("cells");
    entries.forEach(
        (name, entry) -> {
          ObjectNode cell = cells.putObject(name);
          cell.set("labels", JSON.valueToTree(entry.labels()));
          cell.set("tasks", JSON.valueToTree(entry.tasks()));
          cell.set("settings", JSON.valueToTree(entry.fixed()));
        });
    WholeFile.write(file(), JSON.writeValueAsString(root) + "\n");
  }

  /**
   * The cells by name, in the order in which they were first asked for.
   *
   * @throws StudyException if the folder holds no study, or its file cannot be read
   */
  public Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> cell : read().path("cells").properties()) {
      JsonNode node = cell.getValue();
      List<String> tasks = new ArrayList<>();
      node.path("tasks").forEach(task -> tasks.add(task.asString()));
      entries.put(cell.getKey(), new Entry(texts(node, "labels"), tasks, texts(node, "settings")));
    }
    return entries;
  }

  private static Map<String, String> texts(JsonNode cell, String field) {
    return JSON.convertValue(cell.path(field), TEXTS);
  }

  private JsonNode read() {
    if (!Files.exists(file())) {
      throw new StudyException(
          "%s holds no study: there is no %s; name the --output of an earlier study."
              .formatted(path, file().getFileName()));
    }
    try {
      return JSON.readTree(file().toFile());
    } catch (JacksonException e) {
      throw new StudyException(
          "%s is not JSON; restore it, or name another --output.".formatted(file()), e);
    }
  }
}
