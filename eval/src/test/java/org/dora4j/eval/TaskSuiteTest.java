package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.model.Beams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TaskSuiteTest {
  private static final EvaluatedModel NAMES = new EvaluatedModel("tiny", "DoRA", "abc", "def");
  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.DEFAULT.withNewTokens(6).withBatch(2);
  private static ScriptedModel scripted;

  @TempDir Path dir;
  private Path data;
  private Path output;

  @BeforeAll
  static void open() {
    scripted = new ScriptedModel("true");
  }

  @AfterAll
  static void close() {
    scripted.close();
  }

  @BeforeEach
  void writeData() throws IOException {
    data = dir.resolve("data");
    output = dir.resolve("results");
    set("boolq/test.json", "true", "false", "true", "true", "false");
    set("piqa.json", "solution1", "solution2");
  }

  private void set(String place, String... answers) throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      records.add(
          "{\"instruction\": \"%s question %d\", \"input\": \"\", \"output\": \"\", \"answer\": \"%s\"}"
              .formatted("long ".repeat(i), i, answers[i]));
    }
    Files.createDirectories(data.resolve(place).getParent());
    Files.writeString(data.resolve(place), "[" + String.join(",", records) + "]");
  }

  /** Hears everything, and stops after a number of batches. */
  private static final class Heard implements SuiteListener {
    final List<SuiteProgress> progress = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    int batches = Integer.MAX_VALUE;

    @Override
    public void onProgress(SuiteProgress each) {
      progress.add(each);
    }

    @Override
    public void onWarning(String sentence) {
      warnings.add(sentence);
    }

    @Override
    public boolean stops() {
      return --batches <= 0;
    }
  }

  private SuiteResult run(EvaluationOptions options, Heard heard) {
    return TaskSuite.open(data, "boolq,piqa")
        .run(
            new AnswerEvaluation(scripted.model, scripted.tokenizer),
            options,
            SuiteFolder.of(output, NAMES),
            heard);
  }

  private Path file(String name) {
    return output.resolve("tiny-DoRA-" + name);
  }

  @Test
  void theAverageIsTheMeanOfTheTasks() {
    SuiteResult result = run(OPTIONS, new Heard());
    assertThat(result.stopped()).isFalse();
    assertThat(result.accuracies()).extracting(Accuracy::value).containsExactly(0.6, 0.0);
    assertThat(result.average()).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void everyTaskLeavesItsPredictionsAndASummary() throws IOException {
    run(OPTIONS, new Heard());
    JsonNode records = new JsonMapper().readTree(file("boolq.json"));
    assertThat(records.size()).isEqualTo(5);
    assertThat(records.get(0).propertyNames())
        .containsExactly("instruction", "input", "output", "answer", "output_pred", "pred", "flag");
    JsonNode summary = new JsonMapper().readTree(file("boolq.summary.json"));
    long flags = records.valueStream().filter(each -> each.path("flag").asBoolean()).count();
    assertThat(summary.path("correct").asLong()).isEqualTo(flags).isEqualTo(3);
    assertThat(file("boolq.partial.jsonl")).doesNotExist();
  }

  @Test
  void theBatchSizeChangesNoFile() throws IOException {
    run(OPTIONS.withBatch(1), new Heard());
    String single = Files.readString(file("boolq.json"));
    output = dir.resolve("other");
    run(OPTIONS.withBatch(EvaluationOptions.AUTO), new Heard());
    assertThat(Files.readString(file("boolq.json"))).isEqualTo(single);
  }

  @Test
  void anEvaluationThatWasStoppedGoesOnWhereItWas() throws IOException {
    Heard first = new Heard();
    first.batches = 1;
    assertThat(run(OPTIONS, first).stopped()).isTrue();
    assertThat(file("boolq.partial.jsonl")).exists();
    Heard second = new Heard();
    SuiteResult result = run(OPTIONS.withBatch(3), second);
    assertThat(second.progress.get(0).done()).isEqualTo(2);
    assertThat(second.warnings).isEmpty();
    output = dir.resolve("unstopped");
    assertThat(run(OPTIONS, new Heard()).accuracies())
        .extracting(Accuracy::predictions)
        .isEqualTo(result.accuracies().stream().map(Accuracy::predictions).toList());
  }

  @Test
  void aTornLogLosesOnlyItsLastBatch() throws IOException {
    Heard first = new Heard();
    first.batches = 2;
    run(OPTIONS, first);
    String log = Files.readString(file("boolq.partial.jsonl"));
    Files.writeString(file("boolq.partial.jsonl"), log.substring(0, log.length() - 9));
    Heard second = new Heard();
    SuiteResult result = run(OPTIONS, second);
    assertThat(second.warnings).singleElement().asString().contains("half written");
    assertThat(second.progress.get(0).done()).isEqualTo(2);
    assertThat(result.accuracies().get(0).value()).isEqualTo(0.6);
  }

  @Test
  void whatIsFinishedIsNotAskedAgain() {
    run(OPTIONS, new Heard());
    Heard again = new Heard();
    SuiteResult result = run(OPTIONS, again);
    assertThat(again.progress).hasSize(2).allMatch(each -> each.done() == each.total());
    assertThat(result.accuracies().get(0).correct()).isEqualTo(3);
  }

  @Test
  void aResultFileThatIsNotWholeIsMadeAgain() throws IOException {
    run(OPTIONS, new Heard());
    String whole = Files.readString(file("boolq.json"));
    Files.writeString(file("boolq.json"), whole.substring(0, 200));
    Heard again = new Heard();
    run(OPTIONS, again);
    assertThat(again.warnings).singleElement().asString().contains("boolq.json is not whole");
    assertThat(Files.readString(file("boolq.json"))).isEqualTo(whole);
  }

  @Test
  void otherSettingsAreRefusedAndNothingIsLost() throws IOException {
    run(OPTIONS, new Heard());
    String before = Files.readString(file("boolq.json"));
    EvaluationOptions beams = OPTIONS.withDecoding(new Decoding.Searched(Beams.of(2)));
    assertThatThrownBy(() -> run(beams, new Heard()))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("decoding written where this one has beams")
        .hasMessageContaining("--overwrite");
    assertThat(Files.readString(file("boolq.json"))).isEqualTo(before);
  }

  @Test
  void overwritingBeginsAnew() {
    run(OPTIONS, new Heard());
    Heard heard = new Heard();
    TaskSuite.open(data, "boolq")
        .run(
            new AnswerEvaluation(scripted.model, scripted.tokenizer),
            OPTIONS.withNewTokens(5),
            new SuiteFolder(output, NAMES, true),
            heard);
    assertThat(heard.progress.get(0).done()).isZero();
    assertThat(file("piqa.json")).exists();
  }

  @Test
  void predictionsOfUnknownOriginAreNotReplaced() throws IOException {
    Files.createDirectories(output);
    Files.writeString(file("boolq.json"), "[]");
    assertThatThrownBy(() -> run(OPTIONS, new Heard()))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("not known what it holds");
    assertThat(Files.readString(file("boolq.json"))).isEqualTo("[]");
  }

  @Test
  void aNamedTaskMustBeThereButAGroupMayLackSome() {
    assertThatThrownBy(() -> TaskSuite.open(data, "winogrande"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("winogrande/test.json")
        .hasMessageContaining("winogrande.json");
    TaskSuite suite = TaskSuite.open(data, "commonsense");
    assertThat(suite.tasks()).extracting(AnswerTask::name).containsExactly("boolq", "piqa");
    assertThat(suite.warnings()).hasSize(6).first().asString().contains("social_i_qa");
  }

  @Test
  void aDataFolderThatIsNotThereIsToldAsThat() {
    assertThatThrownBy(() -> TaskSuite.open(dir.resolve("none"), "commonsense"))
        .isInstanceOf(DataException.class)
        .hasMessage("There is no data folder " + dir.resolve("none") + ".");
  }

  @Test
  void aRecordWithoutAnAnswerIsToldByItsNumber() throws IOException {
    Files.writeString(data.resolve("piqa.json"), "[{\"instruction\": \"q\", \"input\": \"\"}]");
    assertThatThrownBy(() -> TaskSuite.open(data, "piqa"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("element 1")
        .hasMessageContaining("\"answer\"");
  }
}
