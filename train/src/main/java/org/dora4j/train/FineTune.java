package org.dora4j.train;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.MetricsFile;
import org.dora4j.train.event.StartupLog;
import org.dora4j.train.event.Timeline;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainListeners;
import org.dora4j.train.run.FileHashes;
import org.dora4j.train.run.Fingerprint;
import org.dora4j.train.run.Manifest;
import org.dora4j.train.run.RunFolder;
import org.dora4j.train.run.RunFolderException;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tuning from files to files: loads the model and the data, trains, and leaves a run folder
 * with the adapter, or the model, in it.
 *
 * <pre>{@code
 * TrainConfig config = TrainConfig.builder()
 *     .model("org/model").data(Path.of("train.json")).output(Path.of("run"))
 *     .method(Method.DORA).rank(16).learningRate(2e-4).build();
 * TrainFinish finish = FineTune.of(config).run(ProgressLine.plain(System.out, 10));
 * }</pre>
 */
public final class FineTune {
  private final TrainConfig config;
  private final List<String> command;
  private final HubProgress progress;
  private @Nullable Trainer trainer;
  private boolean stopRequested;

  private FineTune(TrainConfig config, List<String> command, HubProgress progress) {
    this.config = config;
    this.command = List.copyOf(command);
    this.progress = progress;
  }

  /** A run as configured. */
  public static FineTune of(TrainConfig config) {
    return new FineTune(config, List.of(), HubProgress.NONE);
  }

  /** The same, with the words of the command that asked for it in the manifest. */
  public FineTune startedBy(List<String> words) {
    return new FineTune(config, words, progress);
  }

  /** The same, telling how far downloads of the model are. */
  public FineTune downloading(HubProgress listener) {
    return new FineTune(config, command, listener);
  }

  /**
   * Does it all. What is wrong with the output folder, the model, the data or the adapter's options
   * is said before the first step, and nothing has been written then.
   *
   * @param listeners hear what happens, after the metrics file
   * @throws org.dora4j.train.run.RunFolderException if the output folder cannot be used
   * @throws org.dora4j.model.file.ModelFileException if the model or adapter cannot be used
   * @throws org.dora4j.data.DataException if the data or the tokenizer cannot be used
   * @throws DivergedException if training diverges
   */
  public TrainFinish run(TrainListener... listeners) {
    Timeline timeline = Timeline.ofThisProcess();
    // Before anything takes time; the second claim knows the device.
    RunFolder.claim(config);
    try (Opening opening = Opening.begin(config, progress, timeline)) {
      RunFolder folder = RunFolder.claim(opening.config());
      List<TrainListener> all = new ArrayList<>(List.of(new MetricsFile(folder.metrics())));
      all.addAll(Arrays.asList(listeners));
      return train(opening, folder, timeline, new TrainListeners(all));
    }
  }

  /**
   * Finds out what the run would take: loads the model and the data, forecasts its memory and,
   * where that fits, takes a few steps. Writes nothing.
   *
   * @throws org.dora4j.model.file.ModelFileException if the model or adapter cannot be used
   * @throws org.dora4j.data.DataException if the data or the tokenizer cannot be used
   */
  public DryRun dryRun() {
    Timeline timeline = Timeline.ofThisProcess();
    try (Opening opening = Opening.begin(config, progress, timeline)) {
      LoadedModel model = opening.model();
      TrainConfig resolved = opening.config();
      TrainingData data = opening.data();
      try (Trainable trainable = trainable(resolved, model, new ArrayList<>())) {
        model.transformer().recompute(resolved.compute().recompute());
        return DryRun.of(new TrainTask(model.transformer(), trainable, data, resolved));
      }
    }
  }

  private TrainFinish train(
      Opening opening, RunFolder folder, Timeline timeline, TrainListener listener) {
    TrainConfig resolved = opening.config();
    LoadedModel model = opening.model();
    TrainingData data = opening.data();
    List<String> warnings = new ArrayList<>(data.warnings());
    try (Trainable trainable =
            timeline.phase("adapter", () -> trainable(resolved, model, warnings));
        Observers observers = Observers.of(resolved, folder, model, trainable, data, listener)) {
      model.transformer().recompute(resolved.compute().recompute());
      Manifest manifest = manifest(resolved, model, data);
      TrainTask task = new TrainTask(model.transformer(), trainable, data, resolved);
      folder.requireSame(Fingerprint.of(data.examples()));
      try (FileHashes hashes = new FileHashes(manifest)) {
        folder.begin(manifest, hashes.soFar());
        warnings.forEach(listener::onWarning);
        TrainListener startup =
            new StartupLog(
                timeline,
                done -> {
                  listener.onStartup(done);
                  hashes.begin();
                });
        TrainFinish finish =
            train(task, folder, new TrainListeners(List.of(observers.all(), startup)));
        complete(folder, manifest, finish.stopped() ? hashes.soFar() : hashes.all(), listener);
        hashes.problem().ifPresent(listener::onWarning);
        return finish;
      }
    }
  }

  /** The result is on disk by now; a manifest that cannot be completed does not undo that. */
  private static void complete(
      RunFolder folder, Manifest manifest, Map<Path, String> hashes, TrainListener listener) {
    try {
      folder.complete(manifest, hashes);
    } catch (RunFolderException e) {
      listener.onWarning(String.valueOf(e.getMessage()));
    }
  }

  private TrainFinish train(TrainTask task, RunFolder folder, TrainListener listener) {
    try (Trainer running = new Trainer(task, folder, listener)) {
      stoppable(running);
      return running.train();
    } finally {
      stoppable(null);
    }
  }

  private static Trainable trainable(TrainConfig config, LoadedModel model, List<String> warnings) {
    if (!config.adapter().method().isAdapter()) {
      if (config.run().adapterStats() > 0) {
        warnings.add("There is no adapter, so adapter_stats writes nothing.");
      }
      return new FullTrainable(model);
    }
    AdapterTrainable adapter =
        AdapterTrainable.attach(model, config.adapter(), config.optimiser().seed());
    warnings.addAll(adapter.warnings());
    String method = adapter.method().name();
    if (!method.equals(config.adapter().method().name())) {
      warnings.add(
          "The adapter in %s was made by the method %s and stays so; its own options hold."
              .formatted(config.adapter().adapter(), method.toLowerCase(Locale.ROOT)));
    }
    return adapter;
  }

  private Manifest manifest(TrainConfig resolved, LoadedModel model, TrainingData data) {
    List<Path> files = new ArrayList<>(resolved.data().files());
    if (resolved.data().validation() != null) {
      files.add(resolved.data().validation());
    }
    return new Manifest(
        Instant.now(),
        command,
        resolved.optimiser().seed(),
        model.transformer().device(),
        model.location(),
        files,
        data.template(),
        data.examples().size(),
        data.validation().size(),
        Fingerprint.of(data.examples()));
  }

  private synchronized void stoppable(@Nullable Trainer running) {
    trainer = running;
    if (running != null && stopRequested) {
      running.requestStop();
    }
  }

  /**
   * Ends the run after the step in progress, with a checkpoint to resume from. May be called from
   * any thread, e.g. when the user presses Ctrl-C.
   */
  public synchronized void requestStop() {
    stopRequested = true;
    if (trainer != null) {
      trainer.requestStop();
    }
  }
}
