package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GgufTokenizerTest {

  /** The metadata of a tokenizer gives the ids of its tokenizer.json. */
  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2"})
  void byteLevelGivesTheIdsOfTransformers(String name) {
    try (Tokenizer tokenizer = GgufTokenizer.of(TokenizerGolden.metadata(name))) {
      TokenizerTest.assertEqualsGolden(tokenizer, name);
    }
  }

  /**
   * Equal to SentencePiece itself, and to transformers also where special tokens stand; apart from
   * the unknown token's name, which transformers reads as plain text out of GGUF but as the token
   * out of tokenizer.json, and so does dora4j always.
   */
  @Test
  void sentencePieceGivesTheIdsOfTheOriginal() {
    try (Tokenizer tokenizer = GgufTokenizer.of(TokenizerGolden.metadata("sentencepiece"))) {
      for (JsonNode row : TokenizerGolden.read("sentencepiece/gguf_ids.json")) {
        String text = row.path("text").asString();
        if (text.contains("<unk>")) {
          continue;
        }
        int[] ids = tokenizer.encodePlain(text);
        assertThat(ids).as(text).containsExactly(TokenizerGolden.ids(row.path("transformers")));
        if (!text.contains("<s>")) {
          assertThat(ids).as(text).containsExactly(TokenizerGolden.ids(row.path("sentencepiece")));
          assertThat(tokenizer.decode(ids)).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void unknownTokensNameIsTheToken() {
    try (Tokenizer tokenizer = GgufTokenizer.of(TokenizerGolden.metadata("sentencepiece"))) {
      assertThat(tokenizer.encodePlain("<unk>")).containsExactly(0);
    }
  }

  @Test
  void sentencePieceBeginsWithTheBeginToken() {
    try (Tokenizer tokenizer = GgufTokenizer.of(TokenizerGolden.metadata("sentencepiece"))) {
      assertThat(tokenizer.encode("a")[0]).isEqualTo(1);
      assertThat(tokenizer.encode("")).containsExactly(1);
      assertThat(tokenizer.pad()).isZero();
    }
  }

  @Test
  void spacePrefixCanBeSwitchedOff() {
    Map<String, Object> metadata = metadata("sentencepiece");
    metadata.put("tokenizer.ggml.add_space_prefix", false);

    try (Tokenizer tokenizer = GgufTokenizer.of(metadata);
        Tokenizer prefixed = GgufTokenizer.of(TokenizerGolden.metadata("sentencepiece"))) {
      assertThat(tokenizer.decode(tokenizer.encodePlain("The end"))).isEqualTo("The end");
      assertThat(tokenizer.token(tokenizer.encodePlain("The end")[0])).startsWith("T");
      assertThat(prefixed.token(prefixed.encodePlain("The end")[0])).startsWith("▁");
    }
  }

  @Test
  void numericArraysMayBePrimitive() {
    Map<String, Object> metadata = metadata("sentencepiece");
    metadata.put(
        "tokenizer.ggml.scores", floats((List<?>) value(metadata, "tokenizer.ggml.scores")));
    metadata.put(
        "tokenizer.ggml.token_type", ints((List<?>) value(metadata, "tokenizer.ggml.token_type")));

    try (Tokenizer tokenizer = GgufTokenizer.of(metadata);
        Tokenizer expected = GgufTokenizer.of(TokenizerGolden.metadata("sentencepiece"))) {
      assertThat(tokenizer.encode("two factors")).containsExactly(expected.encode("two factors"));
    }
  }

  @Test
  void llama3BeginsWithTheBeginTokenUnlessTheFileSaysNo() {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put("tokenizer.ggml.add_bos_token", false);

    try (Tokenizer tokenizer = GgufTokenizer.of(metadata)) {
      assertThat(tokenizer.encode("a")).containsExactly(tokenizer.encodePlain("a"));
    }
  }

  @Test
  void chatTemplateAndEndOfTurnAreRead() {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put("tokenizer.chat_template", "{{ eos_token }}");
    metadata.put("tokenizer.ggml.eot_token_id", 512L);

    try (Tokenizer tokenizer = GgufTokenizer.of(metadata)) {
      assertThat(tokenizer.chatTemplate().orElseThrow().render(List.of(), false))
          .isEqualTo("<|end_of_text|>");
      assertThat(tokenizer.stopIds()).containsExactly(511, 512);
    }
  }

  /** Each fault in the metadata is one sentence that names the key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tokenizer.ggml.model  | wordpiece | kinds gpt2 and llama",
        "tokenizer.ggml.model  |           | The GGUF file has no tokenizer.ggml.model",
        "tokenizer.ggml.pre    | brandnew  | a pre-tokenizer dora4j does not know",
        "tokenizer.ggml.tokens |           | The GGUF file has no tokenizer.ggml.tokens",
        "tokenizer.ggml.tokens | text      | tokenizer.ggml.tokens in the GGUF file should be a list",
        "tokenizer.ggml.merges |           | The GGUF file has no tokenizer.ggml.merges",
        "tokenizer.ggml.bos_token_id | x   | should be a number, but holds String",
        "tokenizer.ggml.add_bos_token | x  | should be true or false, but holds String",
      })
  void faultyMetadataIsTold(String key, String value, String message) {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put(key, value);

    assertThatThrownBy(() -> GgufTokenizer.of(metadata))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void idBeyondTheVocabularyIsTold() {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put("tokenizer.ggml.eos_token_id", 4294967295L);

    assertThatThrownBy(() -> GgufTokenizer.of(metadata))
        .hasMessage(
            "tokenizer.ggml.eos_token_id is 4294967295, but the vocabulary has 513 tokens.");
  }

  @Test
  void wrongNumberOfTypesIsTold() {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put("tokenizer.ggml.token_type", List.of(1, 1));

    assertThatThrownBy(() -> GgufTokenizer.of(metadata))
        .hasMessage("tokenizer.ggml.token_type has 2 entries, but there are 513 tokens.");
  }

  @Test
  void mergeOfOnePartIsTold() {
    Map<String, Object> metadata = metadata("llama3");
    metadata.put("tokenizer.ggml.merges", List.of("ab"));

    assertThatThrownBy(() -> GgufTokenizer.of(metadata))
        .hasMessage("tokenizer.ggml.merges has the entry \"ab\", which is not two tokens.");
  }

  private static Map<String, Object> metadata(String name) {
    return new HashMap<>(TokenizerGolden.metadata(name));
  }

  private static Object value(Map<String, Object> metadata, String key) {
    return Objects.requireNonNull(metadata.get(key));
  }

  private static float[] floats(List<?> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = ((Number) values.get(i)).floatValue();
    }
    return floats;
  }

  private static int[] ints(List<?> values) {
    return values.stream().mapToInt(value -> ((Number) value).intValue()).toArray();
  }
}
