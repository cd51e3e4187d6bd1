package org.dora4j.train;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.train.config.DataSettings;
import org.dora4j.train.config.RunSettings;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainListeners;
import org.dora4j.train.observe.AdapterStatistics;
import org.dora4j.train.observe.SampleTexts;
import org.dora4j.train.run.RunFolder;
import org.jspecify.annotations.Nullable;

/** The listeners that a run's settings ask for, behind those of whoever started it. */
final class Observers implements AutoCloseable {
  private final TrainListener all;
  private final @Nullable AdapterStatistics statistics;

  private Observers(TrainListener all, @Nullable AdapterStatistics statistics) {
    this.all = all;
    this.statistics = statistics;
  }

  /**
   * Makes them; nothing is written yet.
   *
   * @param others hear everything first, and the warnings of these
   * @throws org.dora4j.data.DataException if the file of sample prompts cannot be used
   */
  static Observers of(
      TrainConfig config,
      RunFolder folder,
      LoadedModel model,
      Trainable trainable,
      TrainingData data,
      TrainListener others) {
    List<TrainListener> listeners = new ArrayList<>(List.of(others));
    List<Example> samples = samples(config, model, data);
    if (!samples.isEmpty()) {
      listeners.add(
          new SampleTexts(
              model.transformer(),
              model.tokenizer(),
              samples,
              folder.samples(),
              others::onWarning));
    }
    AdapterStatistics statistics = null;
    int every = config.run().adapterStats();
    if (every > 0 && trainable instanceof AdapterTrainable adapter) {
      statistics =
          new AdapterStatistics(
              adapter.adapter(), every, folder.adapterStatistics(), others::onWarning);
      listeners.add(statistics);
    }
    return new Observers(new TrainListeners(listeners), statistics);
  }

  private static List<Example> samples(TrainConfig config, LoadedModel model, TrainingData data) {
    RunSettings run = config.run();
    if (run.sampleFile().isPresent()) {
      DataSettings settings = config.data();
      DataOptions options =
          new DataOptions(settings.template(), false, settings.cutoff(), settings.appendEos());
      List<Example> samples = Dataset.load(run.sampleFile().get(), options, model.tokenizer());
      TrainingData.of(samples).fitTo(model.transformer().config());
      return samples;
    }
    List<Example> own = data.validation().isEmpty() ? data.examples() : data.validation();
    return own.subList(0, Math.min(run.sampleCount(), own.size()));
  }

  /** Everybody who is to hear of the run. */
  TrainListener all() {
    return all;
  }

  @Override
  public void close() {
    if (statistics != null) {
      statistics.close();
    }
  }
}
