package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code evaluate --tasks math}. */
class EvaluateMathematicsTest {
  @TempDir private Path dir;

  @BeforeEach
  void createModelAndData() throws IOException {
    TinyModel.create(dir.resolve("tiny"), "models/gqa");
    for (String task : List.of("AddSub", "AQuA")) {
      Files.createDirectories(dir.resolve("data").resolve(task));
      Files.writeString(
          dir.resolve("data").resolve(task).resolve("test.json"),
          "[{\"instruction\": \"1 + 1?\", \"input\": \"\", \"output\": \"\\nA: 2\", \"answer\": \"%s\"}]"
              .formatted(task.equals("AQuA") ? "B" : "2.0"));
    }
  }

  private CommandRun evaluate(String options) {
    String common =
        "evaluate -m %s --data %s --output %s "
            .formatted(dir.resolve("tiny"), dir.resolve("data"), dir.resolve("out"));
    return CommandRun.of((common + options).split(" "));
  }

  @Test
  void theSetsOfAFolderAreEvaluatedAsPublished() throws IOException {
    CommandRun run = evaluate("--tasks math --beams 2");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("AddSub", "AQuA", "Avg");
    assertThat(run.err()).contains("gsm8k", "is left out");
    JsonNode settings = new JsonMapper().readTree(dir.resolve("out/tiny-base-AddSub.summary.json"));
    assertThat(settings.findValue("max_tokens").asInt()).isEqualTo(256);
    JsonNode record = new JsonMapper().readTree(dir.resolve("out/tiny-base-AddSub.json")).get(0);
    assertThat(record.propertyNames()).contains("output", "answer", "output_pred", "pred", "flag");
  }

  @ParameterizedTest
  @CsvSource({
    "--tasks AddSub --decode constrained, the task AddSub asks for numbers",
    "'--tasks AddSub,boolq', different numbers of tokens",
    "--tasks Addsubb, There is no task"
  })
  void whatMakesNoSenseIsRefused(String options, String message) {
    CommandRun run = evaluate(options);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(dir.resolve("out")).doesNotExist();
  }
}
