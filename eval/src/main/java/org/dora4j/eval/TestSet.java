package org.dora4j.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.data.JsonRecord;
import org.dora4j.data.JsonRecords;
import org.dora4j.train.run.Fingerprint;

/**
 * The questions of a task as a file holds them.
 *
 * @param task what they are
 * @param file where they come from
 * @param sha256 of the file, in hexadecimal
 * @param records as they stand in the file, in its order
 * @param items what each record asks
 */
public record TestSet(
    AnswerTask task, Path file, String sha256, List<JsonRecord> records, List<AnswerItem> items) {

  public TestSet {
    records = List.copyOf(records);
    items = List.copyOf(items);
  }

  /**
   * Reads a file in the commonsense format, see {@link AnswerItem#read}.
   *
   * @throws DataException if the file cannot be read, a field is missing, or an answer is none of
   *     the task's; the message names the file and the line or element
   */
  public static TestSet read(AnswerTask task, Path file) {
    List<JsonRecord> records = JsonRecords.read(file);
    List<AnswerItem> items = records.stream().map(each -> AnswerItem.of(each, task)).toList();
    return new TestSet(task, file, Fingerprint.of(file), records, items);
  }

  /**
   * The places where a task's questions may lie below a data folder: {@code TASK/test.json}, as the
   * paper's code has them, and {@code TASK.json}.
   */
  public static List<Path> places(Path data, AnswerTask task) {
    return List.of(
        data.resolve(task.name()).resolve("test.json"), data.resolve(task.name() + ".json"));
  }

  /** Whether a data folder has a task's questions. */
  public static boolean exists(Path data, AnswerTask task) {
    return places(data, task).stream().anyMatch(Files::isRegularFile);
  }

  /**
   * Reads a task's questions from a data folder.
   *
   * @throws DataException if there are none, naming the places, or as {@link #read} does
   */
  public static TestSet find(Path data, AnswerTask task) {
    return places(data, task).stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .map(file -> read(task, file))
        .orElseThrow(() -> new DataException(missing(data, task) + "."));
  }

  /** Says that a data folder lacks a task, without a full stop. */
  static String missing(Path data, AnswerTask task) {
    if (!Files.isDirectory(data)) {
      return "There is no data folder " + data;
    }
    List<Path> places = places(data, task);
    return "There are no questions of %s: neither %s nor %s exists"
        .formatted(task.name(), places.get(0), places.get(1));
  }

  /** The first questions only; all for a limit of 0. */
  TestSet first(int limit) {
    if (limit == 0 || limit >= items.size()) {
      return this;
    }
    return new TestSet(task, file, sha256, records.subList(0, limit), items.subList(0, limit));
  }
}
