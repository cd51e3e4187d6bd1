package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmolTokenizerTest {
  private static final Path GGUF =
      Path.of(System.getProperty("dora4j.root"))
          .resolveSibling("shared/models/SmolLM2-135M-Instruct.Q4_1.gguf");
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

  @Test
  void specialTokensInTextBecomeTheirIds() {
    assertThat(tokenizer.encode("<|im_start|>user hi")).containsExactly(1, 4093, 15876);
    assertThat(tokenizer.decode(new int[] {1, 4093, 15876})).isEqualTo("<|im_start|>user hi");
    assertThat(tokenizer.decode(new int[] {1, 4093, 15876}, true)).isEqualTo("user hi");
  }
}
