package org.dora4j.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.data.chat.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the turns of a conversation, in OpenAI's or in ShareGPT's field names. */
final class Turns {
  private static final JsonMapper JSON = new JsonMapper();

  /** ShareGPT's names of the speakers. */
  private static final Map<String, String> ROLES =
      Map.of(
          "human",
          "user",
          "gpt",
          "assistant",
          "chatgpt",
          "assistant",
          "bard",
          "assistant",
          "bing",
          "assistant",
          "model",
          "assistant");

  private Turns() {}

  static List<Message> read(JsonRecord record, String list, String role, String content) {
    JsonNode turns = record.fields().path(list);
    if (!turns.isArray() || turns.isEmpty()) {
      throw new DataException(
          "The field \"%s\" of %s is not a list of turns.".formatted(list, record.where()));
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode turn : turns) {
      String where = "%s, turn %d".formatted(record.where(), messages.size() + 1);
      if (!(turn instanceof ObjectNode fields)) {
        throw new DataException(where + ", is not an object with named fields.");
      }
      messages.add(message(new JsonRecord(where, fields), role, content));
    }
    return messages;
  }

  private static Message message(JsonRecord turn, String role, String content) {
    String speaker = turn.text(role);
    Map<String, Object> more = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : turn.fields().properties()) {
      if (!field.getKey().equals(role)
          && !field.getKey().equals(content)
          && !field.getValue().isNull()) {
        more.put(field.getKey(), JSON.convertValue(field.getValue(), Object.class));
      }
    }
    // A turn that only calls tools may have no content.
    String said = turn.has("tool_calls") ? turn.textOrEmpty(content) : turn.text(content);
    return new Message(ROLES.getOrDefault(speaker, speaker), said, more);
  }
}
