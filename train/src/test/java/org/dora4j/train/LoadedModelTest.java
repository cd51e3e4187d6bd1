package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.dora4j.data.DataException;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.TokenizerConfig;
import org.dora4j.data.bpe.BpeTrainer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {
  @TempDir Path dir;

  @BeforeEach
  void writeTokenizer() {
    String json = BpeTrainer.train(List.of("some text, some words"), 260, List.of("<end>"));
    TokenizerConfig roles = new TokenizerConfig(null, "<end>", null, null, false, false, null);
    try (Tokenizer tokenizer = Tokenizer.of(json, roles)) {
      tokenizer.save(dir.resolve("tokenizer"));
    }
  }

  private Path config(int vocabulary) throws IOException {
    return Files.writeString(
        dir.resolve("config.json"),
        """
        {"model_type": "llama", "vocab_size": %d, "hidden_size": 8, "intermediate_size": 12,
         "num_hidden_layers": 1, "num_attention_heads": 2, "tie_word_embeddings": true}
        """
            .formatted(vocabulary));
  }

  @Test
  void aRandomModelIsSavedAndOpenedAgainWithItsTokenizer() throws IOException {
    try (LoadedModel made = LoadedModel.random(config(260), dir.resolve("tokenizer"), 3)) {
      made.save(dir.resolve("model"), DType.F32);
      try (LoadedModel opened =
          LoadedModel.open(dir.resolve("model").toString(), DType.F32, Device.CPU)) {
        assertThat(opened.transformer().config().eosIds()).containsExactly(0);
        assertThat(opened.tokenizer().encode("some words"))
            .isEqualTo(made.tokenizer().encode("some words"));
        made.transformer()
            .parameters()
            .forEach(
                (name, parameter) ->
                    assertThat(
                            Ops.identical(
                                parameter.value(),
                                Objects.requireNonNull(opened.transformer().parameters().get(name))
                                    .value()))
                        .as(name)
                        .isTrue());
      }
    }
  }

  @Test
  void aTokenizerThatIsLargerThanTheModelIsRefused() throws IOException {
    Path config = config(100);
    assertThatThrownBy(() -> LoadedModel.random(config, dir.resolve("tokenizer"), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("vocab_size of 100");
  }
}
