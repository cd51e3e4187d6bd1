package org.dora4j.data;

import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The kinds of record, told apart by their fields. */
enum RowKind {
  TOKENS(List.of("input_ids")) {
    @Override
    Row read(JsonRecord record) {
      int[] ids = integers(record, "input_ids");
      int[] labels = record.has("labels") ? integers(record, "labels") : ids.clone();
      return new Row.Tokens(record.where(), ids, labels);
    }
  },
  INSTRUCTION(List.of("instruction", "output")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(
          record.where(),
          record.text("instruction"),
          record.textOrEmpty("input"),
          record.text("output"));
    }
  },
  PROMPT(List.of("prompt", "completion")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(record.where(), record.text("prompt"), "", record.text("completion"));
    }
  },
  CONTEXT(List.of("context", "target")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(record.where(), record.text("context"), "", record.text("target"));
    }
  },
  MESSAGES(List.of("messages")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Conversation(
          record.where(), Turns.read(record, "messages", "role", "content"));
    }
  },
  CONVERSATIONS(List.of("conversations")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Conversation(
          record.where(), Turns.read(record, "conversations", "from", "value"));
    }
  },
  TEXT(List.of("text")) {
    @Override
    Row read(JsonRecord record) {
      return new Row.Text(record.where(), record.text("text"));
    }
  };

  private final List<String> fields;

  RowKind(List<String> fields) {
    this.fields = fields;
  }

  /**
   * Reads a record of this kind.
   *
   * @throws DataException if a field is missing or of the wrong kind
   */
  abstract Row read(JsonRecord record);

  /**
   * The kind whose first field the record has.
   *
   * @throws DataException if there is none
   */
  static RowKind of(JsonRecord record) {
    for (RowKind kind : values()) {
      if (record.has(kind.fields.get(0))) {
        return kind;
      }
    }
    throw new DataException(
        "%s has none of the fields dora4j knows: instruction and output (and input), prompt and completion, context and target, messages, conversations, text, or input_ids (and labels)."
            .formatted(record.where()));
  }

  private static int[] integers(JsonRecord record, String name) {
    JsonNode node = record.fields().path(name);
    if (!node.isArray() || !IntStream.range(0, node.size()).allMatch(i -> node.get(i).isInt())) {
      throw new DataException(
          "The field \"%s\" of %s is not a list of integers.".formatted(name, record.where()));
    }
    return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
  }
}
