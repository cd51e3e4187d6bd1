package org.dora4j.eval;

import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.data.JsonRecord;
import org.dora4j.data.JsonRecords;

/**
 * One question of a test set.
 *
 * @param instruction the question as it is put to the model
 * @param input further context; empty for none
 * @param answer the right one of the task's answers
 * @param form what answers look like
 */
public record AnswerItem(String instruction, String input, String answer, AnswerForm form) {

  /** A question whose answer is one of a few fixed words. */
  public AnswerItem(String instruction, String input, String answer) {
    this(instruction, input, answer, AnswerForm.WORD);
  }

  /**
   * The questions of a file in the commonsense format: a JSON array, or one object per line, with
   * the fields {@code instruction}, {@code input} (optional) and {@code answer}.
   *
   * @throws DataException if the file cannot be read, a field is missing, or an answer is none of
   *     the task's; the message names the file and the line or element
   */
  public static List<AnswerItem> read(Path file, AnswerTask task) {
    return JsonRecords.read(file).stream().map(record -> of(record, task)).toList();
  }

  /**
   * The question of one record.
   *
   * @throws DataException if a field is missing or the answer is none of the task's
   */
  static AnswerItem of(JsonRecord record, AnswerTask task) {
    AnswerItem item =
        new AnswerItem(
            record.text("instruction"),
            record.textOrEmpty("input"),
            record.text("answer"),
            task.form());
    if (!task.form().allows(item.answer(), task.answers())) {
      throw new DataException(
          task.form() == AnswerForm.NUMBER
              ? "%s has the answer \"%s\", but the task %s asks for numbers."
                  .formatted(record.where(), item.answer(), task.name())
              : "%s has the answer \"%s\", which is none of the task %s: %s."
                  .formatted(
                      record.where(),
                      item.answer(),
                      task.name(),
                      String.join(", ", task.answers())));
    }
    return item;
  }
}
