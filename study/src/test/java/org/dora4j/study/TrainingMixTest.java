package org.dora4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.JsonRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingMixTest {
  @TempDir Path folder;

  @BeforeEach
  void writeTasks() {
    TinyStudy.writeQuestions(folder.resolve("openbookqa/train.json"), 5);
    TinyStudy.writeQuestions(folder.resolve("boolq/train.json"), 30);
    TinyStudy.writeQuestions(folder.resolve("all/train.json"), 7);
  }

  private TrainingMix mix(String... tasks) {
    return TrainingMix.read(List.of(folder), List.of(tasks));
  }

  private static List<String> texts(List<JsonRecord> records) {
    return records.stream().map(record -> record.where() + record.fields()).toList();
  }

  @Test
  void takesAllKnownTasksInTheOrderOfTheirList() {
    assertThat(mix().tasks()).containsExactly("boolq", "openbookqa");
    assertThat(mix().size()).isEqualTo(35);
  }

  @Test
  void takesTheTasksAskedForInTheirOrder() {
    List<JsonRecord> records = mix("openbookqa", "boolq").records(TrainingPart.ALL);
    assertThat(records).hasSize(35);
    assertThat(records.get(0).where()).contains("openbookqa");
  }

  @Test
  void theSmallerChoiceOfASeedLiesInTheLarger() {
    List<String> four = texts(mix().records(TrainingPart.some(4, 7)));
    List<String> twenty = texts(mix().records(TrainingPart.some(20, 7)));
    assertThat(four).hasSize(4).doesNotHaveDuplicates();
    assertThat(twenty).hasSize(20).containsAll(four);
    assertThat(texts(mix().records(TrainingPart.some(4, 7)))).isEqualTo(four);
    assertThat(texts(mix().records(TrainingPart.some(4, 8)))).isNotEqualTo(four);
  }

  @Test
  void writesAPartThatReadsBack() throws IOException {
    TrainingMix.Written written = mix().write(TrainingPart.some(6, 1), folder.resolve("parts"));
    assertThat(written.path()).hasFileName("all-6-seed1.jsonl");
    assertThat(written.records()).isEqualTo(6);
    assertThat(Files.readAllLines(written.path())).hasSize(6);
    TrainingMix again = TrainingMix.read(List.of(written.path()), List.of());
    assertThat(again.records(TrainingPart.ALL).stream().map(JsonRecord::fields).toList())
        .isEqualTo(
            mix().records(TrainingPart.some(6, 1)).stream().map(JsonRecord::fields).toList());
  }

  @Test
  void saysWhichTrainingFilesThereAre() {
    assertThatThrownBy(() -> mix("piqa"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("piqa")
        .hasMessageContaining("boolq, openbookqa");
    assertThatThrownBy(() -> mix().records(TrainingPart.some(36, 1)))
        .hasMessageContaining("there are 35");
  }

  @Test
  void testSetsAreFoundOrNamed() {
    TinyStudy.writeQuestions(folder.resolve("boolq/test.json"), 3);
    assertThat(TestSets.in(folder, List.of()).tasks()).containsExactly("boolq");
    assertThat(TestSets.in(folder, List.of("BOOLQ")).tasks()).containsExactly("boolq");
    assertThatThrownBy(() -> TestSets.in(folder, List.of("openbookqa")))
        .hasMessageContaining("openbookqa/test.json")
        .hasMessageContaining("there are boolq");
    assertThatThrownBy(() -> TestSets.in(folder, List.of("bolq")))
        .hasMessageContaining("no task \"bolq\"");
  }
}
