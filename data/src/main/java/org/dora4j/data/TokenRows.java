package org.dora4j.data;

import java.nio.file.Path;
import java.util.List;

/** Rows of {@code input_ids} and {@code labels}, made by whatever tokenizer, taken as they are. */
public final class TokenRows {
  private TokenRows() {}

  /**
   * The rows of a file in its order; without labels every token is learned.
   *
   * @throws DataException if the file cannot be read, or a row has no ids, or as many labels as ids
   *     are not there; the message names the line
   */
  public static List<Example> read(Path file) {
    return JsonRecords.read(file).stream().map(TokenRows::example).toList();
  }

  private static Example example(JsonRecord record) {
    Row.Tokens row = (Row.Tokens) RowKind.TOKENS.read(record);
    if (row.ids().length == 0) {
      throw new DataException("%s has no tokens; leave the line out.".formatted(row.where()));
    }
    try {
      return new Example(row.ids(), row.labels());
    } catch (IllegalArgumentException e) {
      throw new DataException(row.where() + ": " + e.getMessage(), e);
    }
  }
}
