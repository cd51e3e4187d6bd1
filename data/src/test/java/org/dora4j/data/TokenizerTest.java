package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.chat.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TokenizerTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "sentencepiece"})
  void folderGivesTheIdsOfTransformers(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve(name))) {
      assertEqualsGolden(tokenizer, name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2", "sentencepiece"})
  void savedTokenizerLoadsTheSame(String name) {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve(name))) {
      tokenizer.save(folder);
    }

    try (Tokenizer again = Tokenizer.load(folder.resolve("tokenizer.json"))) {
      assertEqualsGolden(again, name);
    }
  }

  @Test
  void batchGivesTheIdsOfSingleTexts() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve("llama3"))) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 2500; i++) {
        texts.add("text " + i + " ü 😀");
      }

      List<int[]> all = tokenizer.encodeAll(texts);

      assertThat(all).hasSize(2500);
      assertThat(all.get(2400)).containsExactly(tokenizer.encode(texts.get(2400)));
    }
  }

  @Test
  void truncationAndPaddingOfTheFileAreSwitchedOff() throws IOException {
    String json = Files.readString(TokenizerGolden.FOLDER.resolve("llama3/tokenizer.json"));
    String cut =
        json.replaceFirst(
                "\"truncation\": null",
                "\"truncation\": {\"direction\": \"Right\", \"max_length\": 4, \"strategy\": \"LongestFirst\", \"stride\": 0}")
            .replaceFirst(
                "\"padding\": null",
                "\"padding\": {\"strategy\": {\"Fixed\": 9}, \"direction\": \"Right\", \"pad_to_multiple_of\": null, \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"!\"}");
    assertThat(cut).contains("LongestFirst", "Fixed");

    try (Tokenizer whole = Tokenizer.of(json, TokenizerConfig.none());
        Tokenizer tokenizer = Tokenizer.of(cut, TokenizerConfig.none())) {
      String text = "word ".repeat(4000);
      assertThat(tokenizer.encode(text))
          .hasSizeGreaterThan(4000)
          .containsExactly(whole.encode(text));
      assertThat(tokenizer.encode("a")).containsExactly(whole.encode("a"));
    }
  }

  @Test
  void rolesAndSizesComeFromTheFiles() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve("qwen2"))) {
      assertThat(tokenizer.bos()).isEmpty();
      assertThat(tokenizer.token(tokenizer.eos().orElseThrow())).isEqualTo("<|im_end|>");
      assertThat(tokenizer.token(tokenizer.pad())).isEqualTo("<|endoftext|>");
      assertThat(tokenizer.vocabularySize())
          .isEqualTo(tokenizer.id("<tool_call>").orElseThrow() + 1);
      assertThat(tokenizer.stopIds()).containsExactly(tokenizer.eos().orElseThrow());
    }
  }

  @Test
  void paddingFallsBackToTheUnknownThenTheEndToken() {
    try (Tokenizer spm = Tokenizer.load(TokenizerGolden.FOLDER.resolve("sentencepiece"));
        Tokenizer llama = Tokenizer.load(TokenizerGolden.FOLDER.resolve("llama3"))) {
      assertThat(spm.pad()).isEqualTo(spm.id("<unk>").orElseThrow());
      assertThat(llama.pad()).isEqualTo(llama.eos().orElseThrow());
    }
  }

  @Test
  void statedSwitchesReplaceThePostProcessorAsInTransformers() throws IOException {
    copy("llama3");
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\": {\"content\": \"<|begin_of_text|>\"}, \"eos_token\": \"<|eot_id|>\", \"add_bos_token\": false, \"add_eos_token\": true}");

    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      int[] ids = tokenizer.encode("a");
      assertThat(ids[0]).isNotEqualTo(tokenizer.bos().orElseThrow());
      assertThat(ids[ids.length - 1]).isEqualTo(tokenizer.eos().orElseThrow());
    }
  }

  @Test
  void neighbouringFilesAddRolesStopsAndTemplate() throws IOException {
    copy("llama3");
    Files.writeString(
        folder.resolve("special_tokens_map.json"),
        "{\"bos_token\": \"<|begin_of_text|>\", \"eos_token\": {\"content\": \"<|end_of_text|>\"}}");
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [512, 511]}");
    Files.writeString(
        folder.resolve("chat_template.jinja"), "{{ bos_token }}{{ messages[0].content }}");

    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.eos()).hasValue(511);
      assertThat(tokenizer.stopIds()).containsExactly(511, 512);
      assertThat(
              tokenizer
                  .chatTemplate()
                  .orElseThrow()
                  .render(List.of(new Message("user", "hi")), true))
          .isEqualTo("<|begin_of_text|>hi");
    }
  }

  @Test
  void spansCountJavasCharacters() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve("llama3"))) {
      String text = "😀 ab";
      TokenSpans spans = tokenizer.encodeWithSpans(text);
      int last = spans.ids().length - 1;

      assertThat(spans.ends()[last]).isEqualTo(5);
      assertThat(text.substring(spans.starts()[last], 5)).isSubstringOf(" ab").endsWith("b");
      assertThat(spans.starts()[0]).isZero();
      assertThat(spans.ends()[0]).isEqualTo(2);
    }
  }

  @Test
  void missingFileIsToldWithItsPath() {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("There is no tokenizer.json at " + folder);
  }

  @Test
  void brokenFileIsToldWithItsPath() throws IOException {
    Path file =
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0");

    assertThatThrownBy(() -> Tokenizer.load(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": The tokenizer.json is not valid JSON");
  }

  @Test
  void otherJsonIsNoTokenizer() {
    assertThatThrownBy(() -> Tokenizer.of("{\"a\": [1, {\"b\": 2}]}", TokenizerConfig.none()))
        .hasMessage("The tokenizer.json holds no vocabulary (model.vocab).");
    assertThatThrownBy(
            () -> Tokenizer.of("{\"model\": {\"vocab\": {\"a\": 0}}}", TokenizerConfig.none()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The tokenizer.json cannot be used: ");
  }

  @Test
  void unknownEndTokenIsRefused() throws IOException {
    copy("llama3");
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"<nope>\"}");

    assertThatThrownBy(() -> Tokenizer.load(folder))
        .hasMessageContaining("The end token \"<nope>\" is not in the vocabulary");
  }

  @Test
  void unknownIdIsRefused() {
    try (Tokenizer tokenizer = Tokenizer.load(TokenizerGolden.FOLDER.resolve("llama3"))) {
      assertThatThrownBy(() -> tokenizer.token(9999))
          .isInstanceOf(DataException.class)
          .hasMessage("There is no token 9999; the vocabulary ends at 512.");
    }
  }

  private void copy(String name) throws IOException {
    Path source = TokenizerGolden.FOLDER.resolve(name).resolve("tokenizer.json");
    Files.copy(source, folder.resolve("tokenizer.json"));
  }

  static void assertEqualsGolden(Tokenizer tokenizer, String name) {
    for (JsonNode row : TokenizerGolden.read(name + "/ids.json")) {
      String text = row.path("text").asString();
      int[] ids = TokenizerGolden.ids(row.path("ids"));
      assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
      assertThat(tokenizer.encodePlain(text))
          .as(text)
          .containsExactly(TokenizerGolden.ids(row.path("plain")));
      assertThat(tokenizer.decode(ids)).isEqualTo(row.path("decoded").asString());
      assertThat(tokenizer.decode(ids, true)).isEqualTo(row.path("decoded_skip").asString());
    }
  }
}
