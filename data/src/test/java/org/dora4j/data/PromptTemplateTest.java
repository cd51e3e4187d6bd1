package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTemplateTest {
  private static final String ALPACA_TASK =
      "Below is an instruction that describes a task. Write a response that appropriately completes the request.\n\n";
  private static final String ALPACA_CONTEXT =
      "Below is an instruction that describes a task, paired with an input that provides further context. Write a response that appropriately completes the request.\n\n";

  /** Hashes of the published training prompts' bytes. */
  @ParameterizedTest
  @CsvSource({
    "'', 4, 235, 63861e998ef2f6932ba9aa47000683ce68572a1050355713b1eccb8bceb40b46",
    "ctx, 4, 350, 3f804508533b83f82149d52457c4ab6b216aefe68aaa50c4b3d05d41f369f329",
    "'', '', 234, d05f89a3ce37d00535394afcf88c899ad8d8a7767bcfd287e76f783a8cd64d51",
  })
  void commonsenseTrainingPromptIsByteExact(String input, String output, int bytes, String sha256)
      throws Exception {
    String text = PromptTemplate.named("commonsense").training("What is 2+2?", input, output);

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
    assertThat(sha256(text)).isEqualTo(sha256);
  }

  /** Hashes of the published evaluation prompts' bytes. */
  @ParameterizedTest
  @CsvSource({
    "'', 217, cc86c954cbc097927d6a0e95ee1c824fccb02ab34556f6965c065ef7593f8947",
    "ctx, 316, 59e37c1b0e8f0a22c9b3be6bbb6b294c553a8f4e7d93045520e49d695013571d",
  })
  void commonsenseEvaluationPromptIsByteExact(String input, int bytes, String sha256)
      throws Exception {
    String text = PromptTemplate.named("commonsense").evaluation("What is 2+2?", input);

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
    assertThat(sha256(text)).isEqualTo(sha256);
  }

  @Test
  void commonsenseLeavesLineBreaksOfTheInstructionUnindented() {
    assertThat(PromptTemplate.named("commonsense").evaluation("one\ntwo", ""))
        .contains("                one\ntwo\n");
  }

  /** Hashes of the prompts' bytes in the cleaned-Alpaca scripts. */
  @ParameterizedTest
  @CsvSource({
    "'', 152, 5c759d3ef398f62f12413fc2dacab4882001348646f13dbcee495ab577bc2fad",
    "ctx, 220, 68f62a1a0e2c9b1f2e12781bad487a35e3b4aaf9b0ca4c9fc2dec08f40bdb383",
  })
  void cleanedAlpacaPromptIsByteExact(String input, int bytes, String sha256) throws Exception {
    PromptTemplate template = PromptTemplate.named("cleaned-alpaca");

    String text = template.evaluation("What is 2+2?", input);

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(bytes);
    assertThat(sha256(text)).isEqualTo(sha256);
    assertThat(template.training("What is 2+2?", input, "4")).isEqualTo(text + "4");
  }

  @Test
  void alpacaWithoutInputEndsAtTheColon() {
    assertThat(PromptTemplate.named("alpaca").evaluation("Sing.", ""))
        .isEqualTo(ALPACA_TASK + "### Instruction:\nSing.\n\n### Response:");
  }

  @Test
  void alpacaWithInputHasItsBlock() {
    assertThat(PromptTemplate.named("alpaca").training("Add.", "1, 2", "3"))
        .isEqualTo(ALPACA_CONTEXT + "### Instruction:\nAdd.\n\n### Input:\n1, 2\n\n### Response:3");
  }

  @Test
  void plainPutsPartsOnLines() {
    assertThat(PromptTemplate.named("plain").training("Add.", "1, 2", "3"))
        .isEqualTo("Add.\n1, 2\n3");
    assertThat(PromptTemplate.named("plain").training("Add.", "", "3")).isEqualTo("Add.\n3");
  }

  @Test
  void promptCompletionAddsNothing() {
    assertThat(PromptTemplate.named("prompt-completion").training("2+2=", "", "4"))
        .isEqualTo("2+2=4");
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> PromptTemplate.named("alpacca"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "There is no prompt template \"alpacca\"; choose one of commonsense, alpaca, cleaned-alpaca, plain, prompt-completion, chat.");
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
