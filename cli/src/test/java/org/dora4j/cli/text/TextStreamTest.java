package org.dora4j.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.TextStream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.train.LoadedModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Text that comes token by token is the text of all tokens, in whole characters. */
class TextStreamTest {
  private static final String TEXT = "Naïve 😀 texts: 日本語, a  b\n\nend 👩‍💻.";

  @Test
  void piecesAreWholeCharactersAndAddUpToTheText() {
    Path gguf =
        Path.of(System.getProperty("dora4j.root"))
            .resolveSibling("shared/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    Assumptions.assumeTrue(Files.exists(gguf), "SmolLM2 is not beside the repository");
    List<String> pieces = new ArrayList<>();
    try (ModelFiles files = Checkpoint.open(gguf.toString());
        Tokenizer tokenizer = LoadedModel.openTokenizer(files)) {
      TextStream stream = new TextStream(tokenizer, pieces::add);
      for (int id : tokenizer.encodePlain(TEXT)) {
        stream.accept(id);
      }
      stream.finish();
    }
    assertThat(String.join("", pieces)).isEqualTo(TEXT);
    assertThat(pieces).hasSizeGreaterThan(10).noneMatch(piece -> piece.contains("\uFFFD"));
  }
}
