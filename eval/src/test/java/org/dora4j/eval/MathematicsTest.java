package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.model.Beams;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** LLM-Adapters' mathematics: the last number, or the first of the letters A to E. */
class MathematicsTest {
  private static final AnswerTask NUMBERS = AnswerTask.named("gsm8k");
  private static final AnswerTask LETTERS = AnswerTask.named("AQuA");

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "So 3 + 4 = 7. The answer is 7. | 7.",
        "The answer is 7 | 7",
        "It costs $5. | 5.",
        "It costs $1,234.50 in all | 1234.50",
        "12,345,678 people | 12345678",
        "The temperature is -3 degrees | -3",
        "from 10 down to -2.75 | -2.75",
        "10-4 | -4",
        "answers 3, 4, and 5 | 5",
        "answers 3,4,5 | 345",
        "3/4 of a pie | 4",
        "50% | 50",
        "v1.2.3 | 3",
        ".5 litres | 5",
        "007 | 007"
      })
  void theLastNumberIsTheAnswer(String text, String expected) {
    assertThat(NUMBERS.extract(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no number here", "- , .", "one hundred"})
  void aTextWithoutNumberHasNoAnswer(String text) {
    assertThat(NUMBERS.extract(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7.0, true",
    "7., 7.0, true",
    "7.0009, 7, true",
    "7.0011, 7, false",
    "6.9991, 7, true",
    "-3, 3, false",
    "-3, -3.0, true",
    "007, 7, true",
    "1234.5, 1234.50, true"
  })
  void aNumberIsRightWithinAThousandth(String given, String right, boolean correct) {
    AnswerItem item = new AnswerItem("q", "", right, AnswerForm.NUMBER);

    assertThat(new Prediction(item, "", NUMBERS.extract(given)).correct()).isEqualTo(correct);
  }

  @Test
  void noNumberIsWrong() {
    AnswerItem item = new AnswerItem("q", "", "0", AnswerForm.NUMBER);

    assertThat(new Prediction(item, "none", NUMBERS.extract("none")).correct()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "(C) 23, C",
    "The correct option is E, E",
    "the answer is d or B, B",
    "Answer: C, A",
    "Because of x the answer is (D), B"
  })
  void theFirstLetterIsTheAnswer(String text, String expected) {
    assertThat(LETTERS.extract(text)).contains(expected);
  }

  @Test
  void aTextWithoutLetterHasNoAnswer() {
    assertThat(LETTERS.extract("the answer is 5 (f)")).isEmpty();
  }

  @Test
  void theSetsThatCanBeHadAreRead() {
    Path data =
        Path.of(System.getProperty("dora4j.root")).resolveSibling("shared").resolve("data/math");
    Assumptions.assumeTrue(Files.isDirectory(data), "the sets are not beside the repository");
    TaskSuite suite = TaskSuite.open(data, "math");

    assertThat(suite.tasks()).isEqualTo(AnswerTask.MATHEMATICS);
    assertThat(suite.sets().stream().map(set -> set.items().size()).toList())
        .containsExactly(600, 1319, 395, 254, 508, 1000);
  }

  private Path write(String task, String... answers) throws IOException {
    Path file = dir.resolve("data").resolve(task).resolve("test.json");
    Files.createDirectories(file.getParent());
    List<String> records =
        java.util.Arrays.stream(answers)
            .map(answer -> "{\"instruction\": \"How many?\", \"answer\": \"" + answer + "\"}")
            .toList();
    return Files.writeString(file, "[" + String.join(",", records) + "]");
  }

  @Test
  void anAnswerThatIsNoNumberIsRefused() throws IOException {
    Path file = write("AddSub", "5.0", "five");

    assertThatThrownBy(() -> AnswerItem.read(file, AnswerTask.named("AddSub")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("element 2 has the answer \"five\"")
        .hasMessageContaining("asks for numbers");
  }

  @Test
  void predictionsAreWrittenAsPublished() throws IOException {
    write("AddSub", "42.5", "7");
    SuiteFolder folder =
        SuiteFolder.of(dir.resolve("results"), new EvaluatedModel("tiny", "DoRA", "a", "b"));
    EvaluationOptions options =
        EvaluationOptions.DEFAULT
            .withNewTokens(AnswerTask.named("AddSub").publishedTokens() / 32)
            .withDecoding(new Decoding.Searched(Beams.of(4)));

    SuiteResult result;
    try (ScriptedModel model = new ScriptedModel("42.5")) {
      result =
          TaskSuite.open(dir.resolve("data"), "AddSub")
              .run(
                  new AnswerEvaluation(model.model, model.tokenizer),
                  options,
                  folder,
                  SuiteListener.NONE);
    }

    assertThat(result.average()).isEqualTo(0.5);
    JsonNode records =
        new JsonMapper().readTree(folder.predictions(AnswerTask.named("AddSub")).toFile());
    assertThat(records.get(0).get("pred").asDouble()).isEqualTo(42.5);
    assertThat(records.get(0).get("pred").isNumber()).isTrue();
    assertThat(records.get(0).get("flag").asBoolean()).isTrue();
    assertThat(records.get(1).get("flag").asBoolean()).isFalse();
  }

  @Test
  void thereIsNothingToChooseAmongNumbers() {
    AnswerItem item = new AnswerItem("q", "", "1", AnswerForm.NUMBER);
    try (ScriptedModel model = new ScriptedModel("1")) {
      AnswerEvaluation evaluation = new AnswerEvaluation(model.model, model.tokenizer);
      assertThatThrownBy(
              () ->
                  evaluation.run(
                      NUMBERS,
                      List.of(item),
                      EvaluationOptions.DEFAULT.withDecoding(new Decoding.Constrained())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("asks for numbers");
    }
  }
}
