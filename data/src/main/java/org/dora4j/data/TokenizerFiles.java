package org.dora4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files around a tokenizer in the layout of a model folder.
 *
 * @param path the tokenizer.json
 * @param json its text
 * @param config roles of special tokens and the chat template
 * @param stopIds end tokens that generation_config.json names
 */
record TokenizerFiles(Path path, String json, TokenizerConfig config, int[] stopIds) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static TokenizerFiles read(Path folderOrTokenizerJson) {
    boolean folder = Files.isDirectory(folderOrTokenizerJson);
    Path path = folder ? folderOrTokenizerJson.resolve("tokenizer.json") : folderOrTokenizerJson;
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          "There is no tokenizer.json at %s; take it from the model's repository, or give a GGUF file."
              .formatted(path));
    }
    String json = text(path);
    JsonNode config = object(path.resolveSibling("tokenizer_config.json"));
    JsonNode map = object(path.resolveSibling("special_tokens_map.json"));
    JsonNode generation = object(path.resolveSibling("generation_config.json"));
    TokenizerConfig roles =
        new TokenizerConfig(
            role("bos_token", config, map),
            role("eos_token", config, map),
            role("pad_token", config, map),
            role("unk_token", config, map),
            config.path("add_bos_token").asBoolean(false),
            config.path("add_eos_token").asBoolean(false),
            chatTemplate(path.resolveSibling("chat_template.jinja"), config));
    return new TokenizerFiles(
        path, withoutBos(json, config), settled(roles), stopIds(generation.path("eos_token_id")));
  }

  static void write(Path folder, String json, TokenizerConfig config) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tokenizer_class", "PreTrainedTokenizerFast");
    node.put("clean_up_tokenization_spaces", false);
    put(node, "bos_token", config.bosToken());
    put(node, "eos_token", config.eosToken());
    put(node, "pad_token", config.padToken());
    put(node, "unk_token", config.unkToken());
    put(node, "chat_template", config.chatTemplate());
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("tokenizer.json"), json);
      Files.writeString(
          folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(node) + "\n");
    } catch (IOException e) {
      throw new DataException("Cannot write the tokenizer to %s: %s.".formatted(folder, e), e);
    }
  }

  /** transformers replaces the post-processor as soon as one of the two switches is stated. */
  private static String withoutBos(String json, JsonNode config) {
    boolean stated = config.has("add_bos_token") || config.has("add_eos_token");
    return stated
        ? PostProcessor.install(json, PostProcessor.template(null, null, Vocabulary.of(json)))
        : json;
  }

  /** A switch without its token does nothing. */
  private static TokenizerConfig settled(TokenizerConfig roles) {
    return new TokenizerConfig(
        roles.bosToken(),
        roles.eosToken(),
        roles.padToken(),
        roles.unkToken(),
        roles.addBos() && roles.bosToken() != null,
        roles.addEos() && roles.eosToken() != null,
        roles.chatTemplate());
  }

  private static @Nullable String role(String name, JsonNode config, JsonNode map) {
    JsonNode node = config.hasNonNull(name) ? config.path(name) : map.path(name);
    JsonNode content = node.isObject() ? node.path("content") : node;
    return content.isString() ? content.stringValue() : null;
  }

  private static @Nullable String chatTemplate(Path file, JsonNode config) {
    if (Files.isRegularFile(file)) {
      return text(file);
    }
    JsonNode node = config.path("chat_template");
    if (node.isArray()) {
      for (JsonNode named : node) {
        if (named.path("name").asString("").equals("default")) {
          node = named.path("template");
        }
      }
    }
    return node.isString() ? node.stringValue() : null;
  }

  private static int[] stopIds(JsonNode eos) {
    if (eos.isArray()) {
      return IntStream.range(0, eos.size()).map(i -> eos.get(i).asInt()).toArray();
    }
    return eos.isInt() ? new int[] {eos.asInt()} : new int[0];
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static JsonNode object(Path file) {
    if (!Files.isRegularFile(file)) {
      return JSON.createObjectNode();
    }
    try {
      return JSON.readTree(text(file));
    } catch (JacksonException e) {
      throw new DataException("%s is not JSON: %s.".formatted(file, e.getOriginalMessage()), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new DataException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      throw new DataException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }
}
