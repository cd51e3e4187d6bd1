package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizerMetadataTest {
  private static final Path TOKENIZERS =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/tokenizers");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  private static JsonNode golden(String name) throws IOException {
    return JSON.readTree(Files.readString(TOKENIZERS.resolve(name).resolve("gguf.json")));
  }

  private static Map<String, Object> written(String name) throws IOException {
    int size = golden(name).path("tokenizer.ggml.tokens").size();
    return TokenizerMetadata.of(TOKENIZERS.resolve(name), size);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.stringValue()));
    return texts;
  }

  private static int[] numbers(JsonNode array) {
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).intValue();
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2"})
  void byteLevelTokenizersAreDescribedAsGgufFilesDo(String name) throws IOException {
    JsonNode golden = golden(name);
    Map<String, Object> keys = written(name);
    for (String key : List.of("model", "pre")) {
      assertThat(keys.get("tokenizer.ggml." + key))
          .isEqualTo(golden.path("tokenizer.ggml." + key).stringValue());
    }
    for (String key : List.of("tokens", "merges")) {
      assertThat(keys.get("tokenizer.ggml." + key))
          .isEqualTo(texts(golden.path("tokenizer.ggml." + key)));
    }
    assertThat((int[]) keys.get("tokenizer.ggml.token_type"))
        .isEqualTo(numbers(golden.path("tokenizer.ggml.token_type")));
    assertThat(keys.get("tokenizer.ggml.eos_token_id"))
        .isEqualTo(golden.path("tokenizer.ggml.eos_token_id").longValue());
    assertThat(keys.get("tokenizer.ggml.add_bos_token")).isEqualTo(name.equals("llama3"));
  }

  @Test
  void piecesHaveTypesAndScoresThatGiveTheSameMerges() throws IOException {
    JsonNode golden = golden("sentencepiece");
    Map<String, Object> keys = written("sentencepiece");
    assertThat(keys)
        .containsEntry("tokenizer.ggml.model", "llama")
        .containsEntry("tokenizer.ggml.tokens", texts(golden.path("tokenizer.ggml.tokens")))
        .containsEntry("tokenizer.ggml.add_bos_token", true)
        .containsEntry("tokenizer.ggml.add_space_prefix", true)
        .containsEntry("tokenizer.ggml.unknown_token_id", 0L);
    assertThat((int[]) keys.get("tokenizer.ggml.token_type"))
        .isEqualTo(numbers(golden.path("tokenizer.ggml.token_type")));
    assertThat((float[]) keys.get("tokenizer.ggml.scores"))
        .isEqualTo(floats(golden.path("tokenizer.ggml.scores")));
  }

  private static float[] floats(JsonNode array) {
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      // The first merge scores minus zero there.
      numbers[i] = array.get(i).floatValue() + 0f;
    }
    return numbers;
  }

  @Test
  void idsWithoutATokenAreMarkedAsUnused() {
    Map<String, Object> keys = TokenizerMetadata.of(TOKENIZERS.resolve("llama3"), 520);
    List<?> tokens = (List<?>) keys.get("tokenizer.ggml.tokens");
    assertThat(tokens.get(519)).isEqualTo("[PAD519]");
    assertThat(((int[]) keys.get("tokenizer.ggml.token_type"))[519]).isEqualTo(5);
  }

  @Test
  void moreTokensThanEmbeddingsAreRefused() {
    assertThatThrownBy(() -> TokenizerMetadata.of(TOKENIZERS.resolve("llama3"), 100))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("but the model has 100 embeddings");
  }

  @Test
  void aWayOfCuttingThatGgufCannotNameIsRefused() throws IOException {
    String text = Files.readString(TOKENIZERS.resolve("llama3/tokenizer.json"));
    Files.writeString(folder.resolve("tokenizer.json"), text.replace("{1,3}", "{1,4}"));
    assertThatThrownBy(() -> TokenizerMetadata.of(folder, 520))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("GGUF has no name for");
  }

  @Test
  void aMissingTokenizerIsNamed() {
    assertThatThrownBy(() -> TokenizerMetadata.of(folder, 520))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("has no tokenizer.json");
  }
}
