package org.dora4j.data;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tokens of a tokenizer.json by id and by text.
 *
 * <p>Read as a stream: the merges of a large vocabulary outweigh it several times and are skipped.
 */
final class Vocabulary {
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> tokens = new HashMap<>();
  private int size;
  private boolean postProcessed;

  private Vocabulary() {}

  /**
   * Reads the vocabulary and the added tokens.
   *
   * @throws DataException if the text is not JSON or holds no vocabulary
   */
  static Vocabulary of(String tokenizerJson) {
    Vocabulary vocabulary = new Vocabulary();
    try (JsonParser parser = JSON.createParser(tokenizerJson)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataException("The tokenizer.json does not begin with an object.");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        vocabulary.section(parser, parser.currentName());
      }
    } catch (JacksonException e) {
      throw new DataException(
          "The tokenizer.json is not valid JSON: " + e.getOriginalMessage() + ".", e);
    }
    if (vocabulary.size == 0) {
      throw new DataException("The tokenizer.json holds no vocabulary (model.vocab).");
    }
    return vocabulary;
  }

  /** Id of a token's exact text. */
  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** Text of a token as the vocabulary spells it. */
  String token(int id) {
    String token = tokens.get(id);
    if (token == null) {
      throw new DataException(
          "There is no token %d; the vocabulary ends at %d.".formatted(id, size - 1));
    }
    return token;
  }

  /** Highest id plus one. */
  int size() {
    return size;
  }

  /** Whether the tokenizer.json says itself which special tokens surround a text. */
  boolean postProcessed() {
    return postProcessed;
  }

  private void section(JsonParser parser, String name) {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "added_tokens" -> addedTokens(parser);
      case "model" -> model(parser);
      case "post_processor" -> {
        postProcessed = value != JsonToken.VALUE_NULL;
        parser.skipChildren();
      }
      default -> parser.skipChildren();
    }
  }

  private void model(JsonParser parser) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String token = parser.currentName();
          parser.nextToken();
          add(token, parser.getIntValue());
        }
      } else if (name.equals("vocab") && value == JsonToken.START_ARRAY) {
        scoredPieces(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Unigram models list [piece, score] pairs in the order of their ids. */
  private void scoredPieces(JsonParser parser) {
    for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
      parser.nextToken();
      add(parser.getString(), id);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parser.skipChildren();
      }
    }
  }

  private void addedTokens(JsonParser parser) {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int id = -1;
      String content = "";
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "id" -> id = parser.getIntValue();
          case "content" -> content = parser.getString();
          default -> parser.skipChildren();
        }
      }
      add(content, id);
    }
  }

  private void add(String token, int id) {
    ids.put(token, id);
    tokens.put(id, token);
    size = Math.max(size, id + 1);
  }
}
