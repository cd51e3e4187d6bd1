package org.dora4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dora4j.data.JsonRecord;
import org.dora4j.data.JsonRecords;
import org.dora4j.eval.AnswerTask;
import org.dora4j.train.run.Fingerprint;

/**
 * The training records of a study: those of several tasks one behind another, or of files as they
 * are.
 */
public final class TrainingMix {
  private static final String TRAIN = "train.json";

  private final Map<String, List<JsonRecord>> byTask;

  private TrainingMix(Map<String, List<JsonRecord>> byTask) {
    this.byTask = byTask;
  }

  /**
   * A part written to a file.
   *
   * @param path of the file, one JSON object per line
   * @param records their number
   * @param sha256 of the file's content
   */
  public record Written(Path path, int records, String sha256) {}

  /**
   * Reads the records.
   *
   * @param data one folder with {@code <task>/train.json} files, or files
   * @param tasks of a folder, which are read in this order; empty for all tasks there are, in the
   *     order of {@link AnswerTask#names}
   * @throws org.dora4j.data.DataException if a file cannot be read or is not JSON
   * @throws IllegalArgumentException if the folder has no training file, or a task asked for has
   *     none
   */
  public static TrainingMix read(List<Path> data, List<String> tasks) {
    Map<String, List<JsonRecord>> byTask = new LinkedHashMap<>();
    if (data.size() == 1 && Files.isDirectory(data.get(0))) {
      for (String task : tasks.isEmpty() ? tasksIn(data.get(0)) : tasks) {
        byTask.put(task, JsonRecords.read(file(data.get(0), task)));
      }
      return new TrainingMix(byTask);
    }
    if (!tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "training tasks can be chosen only from a folder of <task>/train.json files, but %s is none"
              .formatted(data.get(0)));
    }
    for (Path file : data) {
      byTask.put(file.toString(), JsonRecords.read(file));
    }
    return new TrainingMix(byTask);
  }

  private static List<String> tasksIn(Path folder) {
    List<String> tasks =
        AnswerTask.names().stream()
            .filter(task -> Files.isRegularFile(folder.resolve(task).resolve(TRAIN)))
            .toList();
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no training file of a known task, such as %s; name the folder above those of the tasks, or files"
              .formatted(folder, folder.resolve("boolq").resolve(TRAIN)));
    }
    return tasks;
  }

  private static Path file(Path folder, String task) {
    Path file = folder.resolve(task).resolve(TRAIN);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "there is no training file %s; with training files in %s there are %s"
              .formatted(file, folder, String.join(", ", tasksIn(folder))));
    }
    return file;
  }

  /** The tasks, or the files' names. */
  public List<String> tasks() {
    return List.copyOf(byTask.keySet());
  }

  /** Number of all records. */
  public int size() {
    return byTask.values().stream().mapToInt(List::size).sum();
  }

  /**
   * The records of a part, in the order of the files.
   *
   * @throws IllegalArgumentException if there are fewer than it asks for, or a task is not there
   */
  public List<JsonRecord> records(TrainingPart part) {
    List<JsonRecord> all = new ArrayList<>();
    for (String task : part.tasks().isEmpty() ? tasks() : part.tasks()) {
      List<JsonRecord> records = byTask.get(task);
      if (records == null) {
        throw new IllegalArgumentException(
            "there are no training records of %s; there are those of %s"
                .formatted(task, String.join(", ", tasks())));
      }
      all.addAll(records);
    }
    if (part.records().isEmpty()) {
      return all;
    }
    int wanted = part.records().getAsInt();
    if (wanted < 1 || wanted > all.size()) {
      throw new IllegalArgumentException(
          "%d training records are asked for, but there are %d; ask for 1 to %d"
              .formatted(wanted, all.size(), all.size()));
    }
    return chosen(all, wanted, part.seed());
  }

  /** The first of a shuffled list, so that choices of one seed are nested; in the file's order. */
  private static List<JsonRecord> chosen(List<JsonRecord> all, int wanted, long seed) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    return order.subList(0, wanted).stream().sorted().map(all::get).toList();
  }

  /**
   * Writes a part to a file of its own, one JSON object per line.
   *
   * @param folder for the file, made where missing
   */
  public Written write(TrainingPart part, Path folder) {
    List<JsonRecord> records = records(part);
    StringBuilder lines = new StringBuilder();
    records.forEach(record -> lines.append(record.fields()).append('\n'));
    Path file = folder.resolve(part.fileName().replaceAll("[^A-Za-z0-9._+-]+", "_"));
    WholeFile.write(file, lines.toString());
    return new Written(file, records.size(), Fingerprint.of(file));
  }
}
