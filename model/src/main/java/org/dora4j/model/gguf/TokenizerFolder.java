package org.dora4j.model.gguf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dora4j.model.file.ModelFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tokenizer's files in a model folder.
 *
 * @param file tokenizer.json
 * @param tokenizer its content
 * @param config tokenizer_config.json, empty where it is missing
 * @param map special_tokens_map.json, empty where it is missing
 * @param template the chat template, where there is one
 */
record TokenizerFolder(
    Path file, JsonNode tokenizer, JsonNode config, JsonNode map, Optional<String> template) {
  private static final JsonMapper JSON = new JsonMapper();

  static TokenizerFolder read(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      throw new ModelFileException(
          "%s has no tokenizer.json, from which a GGUF file takes its tokenizer."
              .formatted(folder));
    }
    JsonNode config = json(folder.resolve("tokenizer_config.json"));
    return new TokenizerFolder(
        file,
        json(file),
        config,
        json(folder.resolve("special_tokens_map.json")),
        template(folder, config));
  }

  /** The text of the token that has a role, e.g. {@code bos_token}. */
  Optional<String> role(String role) {
    JsonNode node = config.hasNonNull(role) ? config.path(role) : map.path(role);
    JsonNode content = node.isObject() ? node.path("content") : node;
    return content.isString() ? Optional.of(content.stringValue()) : Optional.empty();
  }

  /**
   * Whether a token is put before (or after) every text: transformers believes its configuration
   * where that says so, else the post-processor.
   */
  boolean adds(String role, boolean before) {
    boolean stated = config.has("add_bos_token") || config.has("add_eos_token");
    if (stated) {
      return config.path("add_" + role).asBoolean(false);
    }
    JsonNode processor = tokenizer.path("post_processor");
    if (processor.path("type").asString("").equals("Sequence")) {
      for (JsonNode step : processor.path("processors")) {
        if (surrounds(step, role, before)) {
          return true;
        }
      }
      return false;
    }
    return surrounds(processor, role, before);
  }

  private boolean surrounds(JsonNode step, String role, boolean before) {
    JsonNode single = step.path("single");
    JsonNode place = single.path(before ? 0 : single.size() - 1);
    String id = place.path("SpecialToken").path("id").asString("");
    return !id.isEmpty() && role(role).filter(id::equals).isPresent();
  }

  private static Optional<String> template(Path folder, JsonNode config) {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.exists(file)) {
      try {
        return Optional.of(Files.readString(file));
      } catch (IOException e) {
        throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
      }
    }
    JsonNode template = config.path("chat_template");
    return template.isString() ? Optional.of(template.stringValue()) : Optional.empty();
  }

  private static JsonNode json(Path file) {
    if (!Files.exists(file)) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    } catch (JacksonException e) {
      throw new ModelFileException(
          "%s is not JSON: %s.".formatted(file, e.getOriginalMessage()), e);
    }
  }
}
