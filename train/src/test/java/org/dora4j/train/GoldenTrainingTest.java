package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.Quantisation;
import org.dora4j.model.WeightForm;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.config.TrainConfigBuilder;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class GoldenTrainingTest {
  @TempDir Path folder;

  private TrainConfig config(String run, JsonNode golden) {
    TrainConfigBuilder builder = TrainConfig.builder();
    builder.model(Golden.base().toString()).data(Path.of("unused")).output(folder);
    builder.set("method", golden.path("method").asString());
    builder.learningRate(golden.path("learning_rate").asDouble());
    builder.steps(golden.path("steps").asInt()).batch(2, golden.path("accumulation").asInt());
    builder.set("schedule", golden.path("schedule").asString());
    builder.set("warmup_steps", golden.path("warmup_steps").asInt());
    builder.set("weight_decay", golden.path("weight_decay").asDouble());
    builder.set("eps", golden.path("eps").asDouble());
    builder.set("clip", golden.path("max_grad_norm").asDouble());
    return builder.set("shuffle", false).build();
  }

  private void follows(String run, Trainable trainable, LoadedModel model) {
    JsonNode golden = Golden.losses(run);
    Recorder recorder = new Recorder();
    TrainTask task =
        new TrainTask(
            model.transformer(),
            trainable,
            TrainingData.of(Golden.examples(run)),
            config(run, golden));
    try (Trainer trainer = new Trainer(task, null, recorder)) {
      trainer.train();
    }
    assertThat(recorder.steps).hasSize(50);
    for (TrainStep step : recorder.steps) {
      JsonNode expected = golden.path("records").get(step.step() - 1);
      String where = run + ", step " + step.step();
      assertThat(step.loss()).as(where).isCloseTo(expected.path("loss").asDouble(), within(1e-5));
      assertThat(step.gradientNorm())
          .as(where)
          .isCloseTo(expected.path("grad_norm").asDouble(), within(1e-4));
      assertThat(step.learningRate())
          .as(where)
          .isCloseTo(expected.path("lr").asDouble(), within(1e-12));
      assertThat(step.trainedTokens()).as(where).isEqualTo(expected.path("tokens").asLong());
    }
  }

  private static void sameTensors(Path actual, Path expected, double tolerance) {
    try (Scope scope = Scope.open();
        SafeTensors ours = SafeTensors.open(actual);
        SafeTensors theirs = SafeTensors.open(expected)) {
      assertThat(ours.names()).containsExactlyInAnyOrderElementsOf(theirs.names());
      for (String name : theirs.names()) {
        assertThat(Ops.maxDifference(ours.tensor(name), theirs.tensor(name)))
            .as(name)
            .isLessThan(tolerance);
      }
    }
  }

  @Test
  void fullFineTuningFollowsTransformersForFiftySteps() {
    try (LoadedModel model = LoadedModel.open(Golden.base().toString(), DType.F32, Device.CPU)) {
      Trainable trainable = new FullTrainable(model);
      follows("full", trainable, model);
      trainable.save(folder.resolve("model"));
    }
    sameTensors(
        folder.resolve("model/model.safetensors"),
        Golden.run("full").resolve("final/model.safetensors"),
        1e-4);
  }

  /** On an NF4 base PEFT's side is bitsandbytes' layers. */
  @ParameterizedTest
  @CsvSource({"lora, NONE", "dora, NONE", "dora_accumulation, NONE", "vera, NONE", "qdora, NF4"})
  void adaptersFollowPeftForFiftySteps(String run, Quantisation quantisation) {
    WeightForm form = new WeightForm(DType.F32, Device.CPU, quantisation);
    try (LoadedModel model = LoadedModel.open(Golden.base().toString(), form, HubProgress.NONE);
        AttachedAdapter adapter =
            AttachedAdapter.load(model.transformer(), Golden.run(run).resolve("start"))) {
      Trainable trainable = new AdapterTrainable(adapter, "base");
      follows(run, trainable, model);
      trainable.save(folder.resolve("adapter"));
    }
    sameTensors(
        folder.resolve("adapter/adapter_model.safetensors"),
        Golden.run(run).resolve("final/adapter_model.safetensors"),
        1e-4);
  }
}
