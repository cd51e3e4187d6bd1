package org.dora4j.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The small tokenizers and what transformers makes of difficult texts with them. */
final class TokenizerGolden {
  static final Path FOLDER =
      Path.of(System.getProperty("dora4j.root"), "testdata", "golden", "tokenizers");
  private static final JsonMapper JSON = new JsonMapper();

  private TokenizerGolden() {}

  static JsonNode read(String name) {
    return JSON.readTree(FOLDER.resolve(name).toFile());
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> metadata(String name) {
    return JSON.readValue(FOLDER.resolve(name).resolve("gguf.json").toFile(), Map.class);
  }

  static int[] ids(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
