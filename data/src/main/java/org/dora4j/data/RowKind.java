package org.dora4j.data;

import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The kinds of record, each told by a field that the others lack. */
enum RowKind {
  TOKENS("input_ids") {
    @Override
    Row read(JsonRecord record) {
      int[] ids = integers(record, "input_ids");
      int[] labels = record.has("labels") ? integers(record, "labels") : ids.clone();
      return new Row.Tokens(record.where(), ids, labels);
    }
  },
  INSTRUCTION("instruction") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(
          record.where(),
          record.text("instruction"),
          record.textOrEmpty("input"),
          record.text("output"));
    }
  },
  PROMPT("prompt") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(record.where(), record.text("prompt"), "", record.text("completion"));
    }
  },
  CONTEXT("context") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Exchange(record.where(), record.text("context"), "", record.text("target"));
    }
  },
  MESSAGES("messages") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Conversation(
          record.where(), Turns.read(record, "messages", "role", "content"));
    }
  },
  CONVERSATIONS("conversations") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Conversation(
          record.where(), Turns.read(record, "conversations", "from", "value"));
    }
  },
  TEXT("text") {
    @Override
    Row read(JsonRecord record) {
      return new Row.Text(record.where(), record.text("text"));
    }
  };

  private final String field;

  RowKind(String field) {
    this.field = field;
  }

  /**
   * Reads a record of this kind.
   *
   * @throws DataException if a field is missing or of the wrong kind
   */
  abstract Row read(JsonRecord record);

  /**
   * The kind whose telling field the record has.
   *
   * @throws DataException if there is none
   */
  static RowKind of(JsonRecord record) {
    for (RowKind kind : values()) {
      if (record.has(kind.field)) {
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
