package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.DataException;
import org.dora4j.model.Beams;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.junit.jupiter.api.Test;

class AnswerEvaluationTest {
  private static final AnswerTask BOOLQ = AnswerTask.named("boolq");
  private static final List<AnswerItem> ITEMS =
      List.of(
          item("is it so", "true"),
          item("is it so, or is it longer than that", "false"),
          item("a?", "true"),
          item("is water wet, asked by someone dry", "true"));

  private static AnswerItem item(String question, String answer) {
    return new AnswerItem(question + "\n\nAnswer format: true/false", "", answer);
  }

  private static EvaluationOptions fewTokens() {
    return EvaluationOptions.DEFAULT.withNewTokens(6);
  }

  @Test
  void aModelThatAlwaysWritesTrueIsRightWhereTrueIsRight() {
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      Accuracy accuracy =
          new AnswerEvaluation(scripted.model, scripted.tokenizer)
              .run(BOOLQ, ITEMS, fewTokens().withBatch(3));
      assertThat(accuracy.correct()).isEqualTo(3);
      assertThat(accuracy.value()).isEqualTo(0.75);
      assertThat(accuracy.bestConstant()).isEqualTo(0.75);
      assertThat(accuracy.predictions()).extracting(Prediction::text).containsOnly("true");
      assertThat(accuracy.predictions()).extracting(Prediction::item).isEqualTo(ITEMS);
    }
  }

  @Test
  void aTextWithoutAnAllowedWordIsNoAnswerAndWrong() {
    try (ScriptedModel scripted = new ScriptedModel("house")) {
      Accuracy accuracy =
          new AnswerEvaluation(scripted.model, scripted.tokenizer).run(BOOLQ, ITEMS, fewTokens());
      assertThat(accuracy.answered()).isZero();
      assertThat(accuracy.correct()).isZero();
      assertThat(accuracy.predictions().get(0).text()).isEqualTo("house");
    }
  }

  @Test
  void constrainedChoosesTheWordTheModelPrefersAndNeverMissesTheFormat() {
    try (ScriptedModel scripted = new ScriptedModel("false")) {
      Accuracy accuracy =
          new AnswerEvaluation(scripted.model, scripted.tokenizer)
              .run(BOOLQ, ITEMS, fewTokens().withDecoding(new Decoding.Constrained()));
      assertThat(accuracy.predictions())
          .extracting(Prediction::answer)
          .containsOnly(Optional.of("false"));
      assertThat(accuracy.correct()).isEqualTo(1);
    }
  }

  @Test
  void beamsFindWhatTheModelAlwaysWrites() {
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      Decoding beams = new Decoding.Searched(Beams.of(4));
      Accuracy accuracy =
          new AnswerEvaluation(scripted.model, scripted.tokenizer)
              .run(BOOLQ, ITEMS, fewTokens().withBatch(3).withDecoding(beams));
      assertThat(accuracy.decoding().text()).isEqualTo("4 beams");
      assertThat(accuracy.predictions()).extracting(Prediction::text).contains("true");
      assertThat(accuracy.correct()).isEqualTo(3);
    }
  }

  @Test
  void theBatchSizeChangesNoPrediction() {
    try (ScriptedModel scripted = new ScriptedModel("true");
        Transformer random =
            TransformerLoader.random(scripted.model.config(), 7, DType.F32, Device.CPU)) {
      AnswerEvaluation evaluation = new AnswerEvaluation(random, scripted.tokenizer);
      for (Decoding decoding :
          List.of(
              Decoding.GREEDY, new Decoding.Searched(Beams.of(3)), new Decoding.Constrained())) {
        EvaluationOptions options = fewTokens().withDecoding(decoding);
        Accuracy single = evaluation.run(BOOLQ, ITEMS, options.withBatch(1));
        Accuracy together = evaluation.run(BOOLQ, ITEMS, options.withBatch(16));
        assertThat(single.predictions()).isEqualTo(together.predictions());
      }
    }
  }

  @Test
  void onlyWhatFollowsTheLastResponseHeadingCounts() {
    assertThat(WrittenAnswers.response(" false\n ### Response:\n the answer is true "))
        .isEqualTo("the answer is true");
    assertThat(WrittenAnswers.response(" false ")).isEqualTo("false");
  }

  @Test
  void progressTellsHowManyQuestionsAreDone() {
    List<Integer> heard = new ArrayList<>();
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      new AnswerEvaluation(scripted.model, scripted.tokenizer)
          .run(BOOLQ, ITEMS, fewTokens().withBatch(2).withLimit(3), heard::add);
    }
    assertThat(heard).containsExactly(2, 3);
  }

  @Test
  void leavesNoNativeMemory() {
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      AnswerEvaluation evaluation = new AnswerEvaluation(scripted.model, scripted.tokenizer);
      EvaluationOptions constrained = fewTokens().withDecoding(new Decoding.Constrained());
      evaluation.run(BOOLQ, ITEMS, fewTokens());
      evaluation.run(BOOLQ, ITEMS, constrained);
      long before = Memory.liveObjects();
      evaluation.run(BOOLQ, ITEMS, fewTokens());
      evaluation.run(BOOLQ, ITEMS, constrained);
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }

  @Test
  void refusesAnEmptyTestSetAndAnUnknownTemplate() {
    try (ScriptedModel scripted = new ScriptedModel("true")) {
      AnswerEvaluation evaluation = new AnswerEvaluation(scripted.model, scripted.tokenizer);
      assertThatThrownBy(() -> evaluation.run(BOOLQ, List.of(), fewTokens()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no questions of boolq");
      assertThatThrownBy(() -> evaluation.run(BOOLQ, ITEMS, fewTokens().withTemplate("rhyme")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("\"rhyme\"");
      assertThatThrownBy(() -> evaluation.run(BOOLQ, ITEMS, fewTokens().withTemplate("chat")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no chat template");
    }
  }
}
