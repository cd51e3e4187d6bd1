package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.eval.Accuracy;
import org.dora4j.eval.AccuracyFile;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.AnswerItem;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.dora4j.train.config.TrainConfig;

/** Puts a cell's test sets to what it trained. Tasks whose file is there are not asked again. */
final class CellTests {
  private final TestSets tests;
  private final EvaluationOptions options;
  private final StudyListener listener;
  private final BooleanSupplier stopped;

  CellTests(
      TestSets tests, EvaluationOptions options, StudyListener listener, BooleanSupplier stopped) {
    this.tests = tests;
    this.options = options;
    this.listener = listener;
    this.stopped = stopped;
  }

  /** Ends an evaluation between two batches. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Returns whether all tasks are done; false after a stop. */
  boolean run(List<String> tasks, TrainConfig config, CellFolder folder) {
    List<String> open =
        tasks.stream().filter(task -> !Files.exists(folder.evaluation(task))).toList();
    if (open.isEmpty()) {
      return true;
    }
    Path result = folder.result().orElseThrow();
    boolean adapted = config.adapter().method().isAdapter();
    Device device = config.compute().resolvedDevice();
    DType dtype = config.compute().resolvedDtype(device);
    String reference = adapted ? config.model() : result.toString();
    try (LoadedModel model = LoadedModel.open(reference, dtype, device);
        AttachedAdapter adapter =
            adapted ? AttachedAdapter.load(model.transformer(), result) : null) {
      for (String task : open) {
        ask(task, model, folder.evaluation(task));
      }
      return true;
    } catch (Stop e) {
      return false;
    }
  }

  private void ask(String name, LoadedModel model, Path file) {
    AnswerTask task = AnswerTask.named(name);
    List<AnswerItem> items = AnswerItem.read(tests.file(name), task);
    int total = options.limit() == 0 ? items.size() : Math.min(options.limit(), items.size());
    Accuracy accuracy =
        new AnswerEvaluation(model.transformer(), model.tokenizer())
            .run(task, items, options, done -> progress(name, done, total));
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".saving");
    try {
      AccuracyFile.write(unfinished, accuracy);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " (" + e + ").", e);
    }
    listener.onTask(name, accuracy.value(), file);
  }

  private void progress(String task, int done, int total) {
    if (stopped.getAsBoolean() && done < total) {
      throw new Stop();
    }
    listener.onQuestions(task, done, total);
  }
}
