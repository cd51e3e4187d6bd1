package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTaskTest {

  @ParameterizedTest
  @CsvSource({
    "boolq, the correct answer is false, false",
    "piqa, solution2 and not solution1, solution2",
    "social_i_qa, answer3, answer3",
    "ARC-Challenge, the correct answer is answer5, answer5",
    "hellaswag, (ending4), ending4",
    "winogrande, xoption1, option1",
    "world-siqa, the correct answer is answer2, answer2"
  })
  void takesTheFirstAllowedWord(String task, String text, String expected) {
    assertThat(AnswerTask.named(task).extract(text)).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({"boolq, True", "piqa, solution3", "winogrande, the correct answer is"})
  void findsNothingWhereNoAllowedWordIs(String task, String text) {
    assertThat(AnswerTask.named(task).extract(text)).isEmpty();
  }

  @Test
  void offersWhatTheFormatLineNames() {
    AnswerTask arc = AnswerTask.named("ARC-Easy");
    AnswerItem three = new AnswerItem("q\n\nAnswer format: answer1/answer2/answer3", "", "answer1");
    assertThat(arc.offered(three)).containsExactly("answer1", "answer2", "answer3");
    assertThat(arc.offered(new AnswerItem("q", "", "answer1"))).hasSize(5);
  }

  @Test
  void anUnknownTaskIsToldWithTheKnownOnes() {
    assertThatThrownBy(() -> AnswerTask.named("bolq"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"bolq\"")
        .hasMessageContaining("did you mean boolq?")
        .hasMessageContaining("boolq, piqa");
  }

  @Test
  void anAnswerOutsideTheTaskIsToldWithItsPlace(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("test.json"),
            """
            [{"instruction": "a", "input": "", "answer": "true"},
             {"instruction": "b", "input": "", "answer": "answer1"}]
            """);
    assertThatThrownBy(() -> AnswerItem.read(file, AnswerTask.named("boolq")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("element 2")
        .hasMessageContaining("\"answer1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "boolq, 3270, 62.2",
    "piqa, 1838, 50.5",
    "social_i_qa, 1954, 33.6",
    "winogrande, 1267, 50.4",
    "ARC-Easy, 2376, 26.6",
    "ARC-Challenge, 1172, 26.5",
    "openbookqa, 500, 27.6"
  })
  void theRealSetsHaveThePublishedSizeAndMajority(String name, int size, double majority) {
    Path file =
        Path.of(System.getProperty("dora4j.root"))
            .resolveSibling("shared/data/commonsense/" + name + "/test.json");
    Assumptions.assumeTrue(Files.exists(file), "the commonsense sets are not beside this project");
    AnswerTask task = AnswerTask.named(name);
    List<Prediction> none =
        AnswerItem.read(file, task).stream()
            .map(item -> new Prediction(item, "", java.util.Optional.empty()))
            .toList();
    Accuracy accuracy = new Accuracy(task, Decoding.GREEDY, none, 1);
    assertThat(accuracy.total()).isEqualTo(size);
    assertThat(Math.round(accuracy.bestConstant() * 1000) / 10.0).isEqualTo(majority);
  }
}
