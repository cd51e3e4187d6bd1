package org.dora4j.data.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.TokenizerConfig;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BpeTrainerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> SPECIAL = List.of("<|end|>", "<|user|>");
  private static final JsonNode GOLDEN =
      JSON.readTree(
          Path.of(
                  System.getProperty("dora4j.root"),
                  "testdata",
                  "golden",
                  "tokenizers",
                  "trained.json")
              .toFile());

  @Test
  void findsTheMergesOfTheTokenizersLibrary() {
    JsonNode model = JSON.readTree(BpeTrainer.train(corpus(), 640, SPECIAL)).path("model");

    assertThat(texts(model.path("merges"))).isEqualTo(texts(GOLDEN.path("merges")));
    assertThat(model.path("vocab")).hasSize(640);
    assertThat(model.path("vocab")).isEqualTo(GOLDEN.path("vocab"));
  }

  @Test
  void trainedTokenizerGivesBackAnyText() {
    String json = BpeTrainer.train(corpus(), 640, SPECIAL);

    try (Tokenizer tokenizer = Tokenizer.of(json, TokenizerConfig.none())) {
      for (String text : List.of("A weight of 123.", "  ü 😀\n\tend", "ﷺ\u0001", "")) {
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
      }
      assertThat(tokenizer.encode("<|user|>direction<|end|>")).startsWith(1).endsWith(0);
      assertThat(tokenizer.vocabularySize()).isEqualTo(640);
    }
  }

  @Test
  void stopsWhereTheTextHasNoMorePairs() {
    JsonNode model =
        JSON.readTree(BpeTrainer.train(List.of("ab ab"), 1000, List.of())).path("model");

    assertThat(texts(model.path("merges"))).containsExactly("[\"a\",\"b\"]", "[\"Ġ\",\"ab\"]");
    assertThat(model.path("vocab")).hasSize(258);
  }

  @Test
  void runsOfOneLetterAreMergedFromTheFront() {
    JsonNode model =
        JSON.readTree(BpeTrainer.train(List.of("aaaaa"), 1000, List.of())).path("model");

    assertThat(texts(model.path("merges")))
        .containsExactly("[\"a\",\"a\"]", "[\"aa\",\"a\"]", "[\"aa\",\"aaa\"]");
  }

  @Test
  void sizeWithoutRoomForTheBytesIsRefused() {
    assertThatThrownBy(() -> BpeTrainer.train(List.of("a"), 257, SPECIAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A byte-level vocabulary with 2 special tokens needs at least 258 tokens, not 257.");
  }

  private static List<String> corpus() {
    return texts(GOLDEN.path("texts"));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.isString() ? node.stringValue() : node.toString()));
    return texts;
  }
}
