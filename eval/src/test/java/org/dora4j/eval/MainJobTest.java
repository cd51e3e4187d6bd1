package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.data.Example;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.Evaluator;
import org.dora4j.train.FineTune;
import org.dora4j.train.LoadedModel;
import org.dora4j.train.TrainingData;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.Evaluation;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job in small: a real model, real questions, DoRA, accuracy. */
class MainJobTest {
  private static final Path SHARED =
      Path.of(System.getProperty("dora4j.root")).resolveSibling("shared");
  private static final Path MODEL = SHARED.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf");
  private static final Path BOOLQ = SHARED.resolve("data/commonsense/boolq");

  /** 30 layers of A and B on five matrices, and their magnitudes. */
  private static final long PARAMETERS = 30 * (110_592 + 3_072);

  /** Keeps what a run told. */
  private static final class Heard implements TrainListener {
    final List<Double> losses = new ArrayList<>();
    double validation = Double.NaN;

    @Override
    public void onStep(TrainStep step) {
      losses.add(step.loss());
    }

    @Override
    public void onEvaluation(Evaluation evaluation) {
      validation = evaluation.loss();
    }

    double mean(int from, int to) {
      return losses.subList(from, to).stream().mapToDouble(d -> d).average().orElseThrow();
    }
  }

  private static TrainConfig config(Path output) {
    return TrainConfig.builder()
        .model(MODEL.toString())
        .data(BOOLQ.resolve("train.json"))
        .output(output)
        .method(Method.DORA)
        .rank(16)
        .targets("q_proj", "k_proj", "v_proj", "up_proj", "down_proj")
        .learningRate(1e-3)
        .batch(4, 1)
        .steps(24)
        .set("validation_size", 16)
        .set("evaluate_every", 24)
        .set("save_every", 0)
        .set("device", "cpu")
        .set("dtype", "fp32")
        .build();
  }

  @Test
  void smolLm2LearnsBoolQAndItsAdapterComesBack(@TempDir Path dir) {
    Assumptions.assumeTrue(
        Files.exists(MODEL) && Files.exists(BOOLQ),
        "SmolLM2 and BoolQ are not beside this project");
    Heard heard = new Heard();
    TrainConfig config = config(dir.resolve("run"));
    TrainFinish finish = FineTune.of(config).run(heard);
    assertThat(heard.losses).hasSize(24);
    assertThat(heard.mean(18, 24)).isLessThan(0.5 * heard.mean(0, 6));
    try (LoadedModel model = LoadedModel.open(MODEL.toString(), DType.F32, Device.CPU)) {
      TrainingData data =
          TrainingData.load(config.data(), model.tokenizer(), config.optimiser().seed());
      double plain = validationLoss(model, data.validation());
      try (AttachedAdapter adapter = AttachedAdapter.load(model.transformer(), finish.result())) {
        assertThat(adapter.count().trainable()).isEqualTo(PARAMETERS);
        assertThat(validationLoss(model, data.validation()))
            .isCloseTo(heard.validation, within(1e-5))
            .isLessThan(plain);
        Accuracy accuracy =
            new AnswerEvaluation(model.transformer(), model.tokenizer())
                .run(
                    AnswerTask.named("boolq"),
                    AnswerItem.read(BOOLQ.resolve("test.json"), AnswerTask.named("boolq")),
                    EvaluationOptions.DEFAULT.withLimit(8).withNewTokens(8));
        assertThat(accuracy.answered()).isEqualTo(8);
      }
    }
  }

  private static double validationLoss(LoadedModel model, List<Example> examples) {
    return Evaluator.evaluate(model.transformer(), examples, 4).loss();
  }
}
