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
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.Evaluator;
import org.dora4j.train.LoadedModel;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NllEvaluationTest {
  private static final Path SHARED =
      Path.of(System.getProperty("dora4j.root")).resolveSibling("shared");
  private static final AnswerTask BOOLQ = AnswerTask.named("boolq");
  private static final int CUTOFF = 400;
  @TempDir Path dir;

  private TestSet set() throws IOException {
    return TestSet.read(
        BOOLQ,
        Files.writeString(
            dir.resolve("test.json"),
            """
            [{"instruction": "is it", "input": "", "output": "the correct answer is true", "answer": "true"},
             {"instruction": "is it so or is it longer", "output": "the correct answer is false", "answer": "false"},
             {"instruction": "a", "output": "true", "answer": "true"}]
            """));
  }

  @Test
  void agreesWithTheTrainersLossOverAllTokensAndOverTheAnswers() throws IOException {
    TestSet set = set();
    try (ScriptedModel scripted = new ScriptedModel("true");
        Transformer model =
            TransformerLoader.random(scripted.model.config(), 7, DType.F32, Device.CPU)) {
      List<Integer> heard = new ArrayList<>();
      NllScore score =
          new NllEvaluation(model, scripted.tokenizer, "commonsense", CUTOFF)
              .run(set, 0, heard::add);
      DataOptions answers = DataOptions.DEFAULT.withTemplate("commonsense").withCutoff(CUTOFF);
      Evaluator.Result all =
          Evaluator.evaluate(
              model,
              Dataset.load(set.file(), answers.withTrainOnInputs(true), scripted.tokenizer),
              2);
      Evaluator.Result answer =
          Evaluator.evaluate(model, Dataset.load(set.file(), answers, scripted.tokenizer), 2);
      assertThat(score.nll()).isCloseTo(all.loss(), within(1e-5));
      assertThat(score.tokens()).isEqualTo(all.trainedTokens());
      assertThat(score.answerNll()).isCloseTo(answer.loss(), within(1e-5));
      assertThat(score.answerTokens()).isEqualTo(answer.trainedTokens());
      assertThat(heard).endsWith(3);
    }
  }

  @Test
  void aLimitTakesTheFirstRecords() throws IOException {
    TestSet set = set();
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      NllEvaluation evaluation =
          new NllEvaluation(scripted.model, scripted.tokenizer, "commonsense", CUTOFF);
      assertThat(evaluation.run(set, 1, done -> {}).examples()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownTemplateIsTold() {
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      assertThatThrownBy(
              () -> new NllEvaluation(scripted.model, scripted.tokenizer, "rhyme", CUTOFF))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("\"rhyme\"");
    }
  }

  /** Against peft_quality.py --method base --limit 20: transformers 5.23, torch 2.15, fp32. */
  @Test
  void smolLm2OnBoolQIsWhatTransformersSays() {
    Path model = SHARED.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    Path data = SHARED.resolve("data/commonsense");
    Assumptions.assumeTrue(
        Files.exists(model) && Files.exists(data), "SmolLM2 and BoolQ are not beside this project");
    try (LoadedModel loaded = LoadedModel.open(model.toString(), DType.F32, Device.CPU)) {
      NllScore score =
          new NllEvaluation(loaded.transformer(), loaded.tokenizer(), "commonsense", 256)
              .run(TestSet.find(data, BOOLQ), 20, done -> {});
      assertThat(score.nll()).isCloseTo(3.981908, within(1e-4));
      assertThat(score.answerNll()).isCloseTo(2.953231, within(1e-4));
    }
  }
}
