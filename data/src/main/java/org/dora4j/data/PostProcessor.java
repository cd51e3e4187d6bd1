package org.dora4j.data;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a tokenizer.json that puts a begin and an end token around each text. */
final class PostProcessor {
  private static final JsonMapper JSON = new JsonMapper();

  private PostProcessor() {}

  /**
   * A template that surrounds a text.
   *
   * @param bos token put before, or null for none
   * @param eos token put after, or null for none
   */
  static ObjectNode template(@Nullable String bos, @Nullable String eos, Vocabulary vocabulary) {
    ObjectNode root = JSON.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = root.putArray("single");
    ArrayNode pair = root.putArray("pair");
    ObjectNode tokens = root.putObject("special_tokens");
    sequence(single, "A", 0, bos, eos);
    sequence(pair, "A", 0, bos, eos);
    sequence(pair, "B", 1, bos, eos);
    special(tokens, bos, vocabulary);
    special(tokens, eos, vocabulary);
    return root;
  }

  /**
   * The tokenizer.json with its post-processor replaced.
   *
   * @throws DataException if the text is not a JSON object
   */
  static String install(String tokenizerJson, ObjectNode template) {
    JsonNode root = JSON.readTree(tokenizerJson);
    if (!(root instanceof ObjectNode object)) {
      throw new DataException("The tokenizer.json does not begin with an object.");
    }
    object.set("post_processor", template);
    return object.toString();
  }

  private static void sequence(
      ArrayNode out, String name, int type, @Nullable String bos, @Nullable String eos) {
    token(out, bos, type);
    out.addObject().putObject("Sequence").put("id", name).put("type_id", type);
    token(out, eos, type);
  }

  private static void token(ArrayNode out, @Nullable String token, int type) {
    if (token != null) {
      out.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
    }
  }

  private static void special(ObjectNode out, @Nullable String token, Vocabulary vocabulary) {
    if (token == null) {
      return;
    }
    int id =
        vocabulary
            .id(token)
            .orElseThrow(
                () ->
                    new DataException(
                        "The special token \"%s\" is not in the vocabulary.".formatted(token)));
    ObjectNode entry = out.putObject(token).put("id", token);
    entry.putArray("ids").add(id);
    entry.putArray("tokens").add(token);
  }
}
