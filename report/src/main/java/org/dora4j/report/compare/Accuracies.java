package org.dora4j.report.compare;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Accuracies that evaluations left in a run's folder, or beside it under a name that begins with
 * the run's. Read are files of {@code dora4j evaluate} (objects with {@code task} and {@code
 * accuracy}, alone or inside others) and those of the published scripts (arrays of records with
 * {@code flag}; the task is what the file's name ends with, after a hyphen). Constrained answers,
 * and those to a part of the questions, stand beside a task's others as a task of their own.
 */
final class Accuracies {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int DEPTH = 3;
  private static final String SUMMARY = ".summary.json";

  /** Some tasks' names have a hyphen themselves. */
  private static final Pattern TASK = Pattern.compile("(?:.*?-)?((?:ARC|world)-.+|[^-]+)");

  private static final long MOST_BYTES = 256L << 20;

  /** What training itself writes. */
  private static final Set<String> OTHERS =
      Set.of("checkpoints", "adapter", "model", "manifest.json");

  private Accuracies() {}

  /**
   * Accuracy by task, in the order of the tasks' names.
   *
   * @param notes hears of files that look like results but cannot be read
   */
  static Map<String, Double> of(Path run, List<String> notes) {
    Map<String, Double> found = new TreeMap<>();
    Path dir = run.toAbsolutePath().normalize();
    beside(dir).forEach(path -> collect(path, found, notes));
    collect(dir, found, notes);
    return new LinkedHashMap<>(found);
  }

  /** Siblings such as {@code run-eval/} and {@code run.boolq.json}. */
  private static List<Path> beside(Path dir) {
    Path parent = dir.getParent();
    if (parent == null) {
      return List.of();
    }
    String name = String.valueOf(dir.getFileName());
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(path -> isOf(String.valueOf(path.getFileName()), name))
          .filter(path -> !Files.exists(path.resolve("metrics.jsonl")))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isOf(String file, String run) {
    return file.matches("(?s)" + Pattern.quote(run) + "[-_.](eval|results?|acc).*")
        || (file.startsWith(run + ".") && file.endsWith(".json"));
  }

  private static void collect(Path start, Map<String, Double> into, List<String> notes) {
    try (Stream<Path> files = Files.walk(start, DEPTH, new FileVisitOption[0])) {
      for (Path file : files.filter(f -> isCandidate(start, f)).sorted().toList()) {
        read(file, into, notes);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      notes.add("Its folder could not be searched for results (" + e.getMessage() + ").");
    }
  }

  private static boolean isCandidate(Path start, Path file) {
    for (Path part : start.relativize(file)) {
      if (OTHERS.contains(part.toString()) || part.toString().startsWith(".")) {
        return false;
      }
    }
    return file.toString().endsWith(".json") && Files.isRegularFile(file);
  }

  private static void read(Path file, Map<String, Double> into, List<String> notes) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        notes.add(file.getFileName() + " is too large for a result and was passed over.");
        return;
      }
      JsonNode json = JSON.readTree(Files.newInputStream(file));
      if (json.isArray() && !hasSummary(file)) {
        flags(json).ifPresent(value -> into.put(taskOf(file), value));
      } else if (json.isObject()) {
        objects(json, into);
      }
    } catch (JacksonException | IOException e) {
      notes.add(file.getFileName() + " is not JSON and was passed over.");
    }
  }

  private static java.util.OptionalDouble flags(JsonNode records) {
    return records
        .valueStream()
        .filter(record -> record.path("flag").isBoolean())
        .mapToInt(record -> record.path("flag").booleanValue() ? 1 : 0)
        .average();
  }

  /** A summary names its task, and need not be guessed from a file's name. */
  private static boolean hasSummary(Path file) {
    return Files.exists(file.resolveSibling(stem(file) + SUMMARY));
  }

  private static String taskOf(Path file) {
    Matcher task = TASK.matcher(stem(file));
    return task.matches() ? task.group(1) : stem(file);
  }

  private static String stem(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
  }

  private static void objects(JsonNode node, Map<String, Double> into) {
    if (node.path("task").isString() && isFraction(node.path("accuracy"))) {
      into.put(labelOf(node), node.path("accuracy").asDouble());
    } else if (node.isContainer()) {
      node.forEach(child -> objects(child, into));
    }
  }

  /** What is another measure, or of fewer questions, gets a name of its own. */
  private static String labelOf(JsonNode result) {
    boolean constrained = result.path("decoding").asString("").equals("constrained");
    int limit = result.path("settings").path("limit").asInt(0);
    return result.path("task").asString("")
        + (constrained ? ", constrained" : "")
        + (limit > 0 ? ", first " + limit : "");
  }

  private static boolean isFraction(JsonNode value) {
    return value.isNumber() && value.asDouble() >= 0 && value.asDouble() <= 1;
  }
}
