package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dora4j.data.chat.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmolTokenizerTest {
  private static final Path GGUF =
      Path.of(System.getProperty("dora4j.root"))
          .resolveSibling("shared/models/SmolLM2-135M-Instruct.Q4_1.gguf");
  @TempDir private Path folder;
  private Tokenizer tokenizer;

  @BeforeAll
  void open() {
    assumeTrue(Files.exists(GGUF), "SmolLM2's GGUF file is not beside the repository");
    tokenizer = GgufTokenizer.of(GgufMetadata.read(GGUF));
  }

  @AfterAll
  void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
  }

  @Test
  void rolesComeFromTheFile() {
    assertThat(tokenizer.bos()).hasValue(1);
    assertThat(tokenizer.eos()).hasValue(2);
    assertThat(tokenizer.pad()).isEqualTo(2);
    assertThat(tokenizer.vocabularySize()).isEqualTo(49152);
  }

  @Test
  void idsAreThoseOfTransformers() {
    TokenizerTest.assertEqualsGolden(tokenizer, "smollm2");
  }

  /**
   * Ids and labels as the published commonsense training makes them; cut ones have no end token.
   */
  @Test
  void commonsenseExamplesEqualThePublishedProcedure() throws IOException {
    for (JsonNode row : TokenizerGolden.read("smollm2/commonsense.json")) {
      Path file = Files.writeString(folder.resolve("data.jsonl"), row.path("record").toString());
      DataOptions options = DataOptions.DEFAULT.withCutoff(row.path("cutoff").asInt());
      int[] labels = TokenizerGolden.ids(row.path("labels"));

      if (Arrays.stream(labels).allMatch(label -> label == Example.IGNORE)) {
        assertThatThrownBy(() -> Dataset.load(file, options, tokenizer))
            .isInstanceOf(DataException.class);
        continue;
      }
      Example example = Dataset.load(file, options, tokenizer).get(0);
      assertThat(example.ids()).containsExactly(TokenizerGolden.ids(row.path("ids")));
      assertThat(example.labels()).containsExactly(labels);
    }
  }

  @Test
  void chatTemplateOfTheFileSetsTheDefaultSystemText() {
    String text =
        tokenizer.chatTemplate().orElseThrow().render(List.of(new Message("user", "Hi")), true);

    assertThat(text)
        .startsWith("<|im_start|>system\nYou are a helpful AI assistant named SmolLM")
        .endsWith("<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void specialTokensInTextBecomeTheirIds() {
    assertThat(tokenizer.encode("<|im_start|>user hi")).containsExactly(1, 4093, 15876);
    assertThat(tokenizer.decode(new int[] {1, 4093, 15876})).isEqualTo("<|im_start|>user hi");
    assertThat(tokenizer.decode(new int[] {1, 4093, 15876}, true)).isEqualTo("user hi");
  }
}
