package org.dora4j.data.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: usually {@code system}, {@code user} or {@code assistant}
 * @param content what is said
 * @param more further fields a template may look at, such as tool_calls; values are texts, numbers,
 *     truth values, lists and maps of them
 */
public record Message(String role, String content, Map<String, Object> more) {
  /** The role whose turns a model learns to speak. */
  public static final String ASSISTANT = "assistant";

  /** A turn with a role and a content only. */
  public Message(String role, String content) {
    this(role, content, Map.of());
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", role);
    fields.put("content", content);
    fields.putAll(more);
    return fields;
  }
}
