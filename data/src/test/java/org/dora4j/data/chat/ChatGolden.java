package org.dora4j.data.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What transformers' Jinja environment made of the fixtures. */
final class ChatGolden {
  static final Path FOLDER =
      Path.of(System.getProperty("dora4j.root"), "testdata", "golden", "chat");
  static final Map<String, String> SPECIAL = Map.of("bos_token", "<s>", "eos_token", "</s>");

  /** The time at which the fixtures were made, as far as the templates can tell. */
  static final LocalDateTime CLOCK = LocalDateTime.of(2025, 3, 5, 14, 7, 9);

  private static final JsonMapper JSON = new JsonMapper();

  private ChatGolden() {}

  static JsonNode read(String name) {
    return JSON.readTree(FOLDER.resolve(name).toFile());
  }

  static List<String> templates() {
    try (var files = Files.list(FOLDER.resolve("templates"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".jinja", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ChatTemplate template(String name) {
    try {
      String source = Files.readString(FOLDER.resolve("templates").resolve(name + ".jinja"));
      return ChatTemplate.of(source, SPECIAL).at(CLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Message> messages(String conversation) {
    JsonNode turns = read("conversations.json").path("conversations").path(conversation);
    List<Message> messages = new ArrayList<>();
    for (JsonNode turn : turns) {
      Map<String, Object> more = new HashMap<>(map(turn));
      more.remove("role");
      more.remove("content");
      messages.add(
          new Message(turn.path("role").asString(), turn.path("content").asString(), more));
    }
    return messages;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(JsonNode object) {
    return JSON.convertValue(object, Map.class);
  }
}
