package org.dora4j.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dora4j.data.Example;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.config.TrainConfigBuilder;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainListeners;
import org.dora4j.train.run.RunFolder;

/** Runs on the golden base model with the golden examples, each from the same beginning. */
final class TinyRun {
  private final Path output;
  private final Map<String, Object> settings = new LinkedHashMap<>();
  private Function<LoadedModel, Trainable> method = FullTrainable::new;
  private List<Example> examples = Golden.examples("full");
  private List<Example> validation = List.of();
  private Consumer<Trainer> before = trainer -> {};
  private TrainListener listener = new TrainListener() {};
  private DType dtype = DType.F32;

  /**
   * What is left of a run.
   *
   * @param recorder its events
   * @param finish its end
   * @param values the trained values by name
   */
  record Outcome(Recorder recorder, TrainFinish finish, Map<String, float[]> values) {}

  private TinyRun(Path output) {
    this.output = output;
  }

  /** Full fine-tuning, 8 steps of 4 examples in file order, to be changed by the other methods. */
  static TinyRun in(Path output) {
    return new TinyRun(output)
        .set("method", "full")
        .set("steps", 8)
        .set("batch_size", 4)
        .set("accumulation", 1)
        .set("lr", 2e-3)
        .set("warmup_ratio", 0)
        .set("shuffle", false)
        .set("save_every", 0);
  }

  TinyRun set(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  /** A fresh adapter of rank 4 on the usual modules. */
  TinyRun adapter(String name) {
    set("method", name).set("rank", 4).set("lr", 7e-3);
    return method(model -> AdapterTrainable.attach(model, config().adapter(), 42));
  }

  /** What the run would train. */
  Trainable attach(LoadedModel model) {
    return method.apply(model);
  }

  TinyRun method(Function<LoadedModel, Trainable> trainable) {
    method = trainable;
    return this;
  }

  TinyRun examples(List<Example> some) {
    examples = some;
    return this;
  }

  TinyRun validation(List<Example> some) {
    validation = some;
    return this;
  }

  TinyRun before(Consumer<Trainer> action) {
    before = action;
    return this;
  }

  TinyRun listener(TrainListener other) {
    listener = other;
    return this;
  }

  TinyRun dtype(DType other) {
    dtype = other;
    return this;
  }

  TrainConfig config() {
    TrainConfigBuilder builder =
        TrainConfig.builder().model("base").data(Path.of("unused")).output(output);
    settings.forEach(builder::set);
    if (!validation.isEmpty()) {
      builder.set("validation", "unused");
    }
    return builder.build();
  }

  /** Does something with what the run's trainer would be given. */
  <T> T with(Function<TrainTask, T> work) {
    TrainConfig config = config();
    TrainingData data = new TrainingData(examples, validation, "input_ids", List.of());
    try (LoadedModel model = LoadedModel.open(Golden.base().toString(), dtype, Device.CPU);
        Trainable trainable = method.apply(model)) {
      model.transformer().recompute(config.compute().recompute());
      return work.apply(new TrainTask(model.transformer(), trainable, data, config));
    }
  }

  Outcome run() {
    TrainConfig config = config();
    RunFolder folder = RunFolder.claim(config);
    Recorder recorder = new Recorder();
    TrainingData data = new TrainingData(examples, validation, "input_ids", List.of());
    try (LoadedModel model = LoadedModel.open(Golden.base().toString(), dtype, Device.CPU);
        Trainable trainable = method.apply(model)) {
      model.transformer().recompute(config.compute().recompute());
      TrainTask task = new TrainTask(model.transformer(), trainable, data, config);
      try (Trainer trainer =
          new Trainer(task, folder, new TrainListeners(List.of(recorder, listener)))) {
        before.accept(trainer);
        TrainFinish finish = trainer.train();
        return new Outcome(recorder, finish, values(trainable));
      }
    }
  }

  private static Map<String, float[]> values(Trainable trainable) {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      trainable.parameters().forEach((name, p) -> values.put(name, p.value().toFloats()));
    }
    return values;
  }
}
