package org.dora4j.study;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.EvaluatedModel;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.eval.SuiteFolder;
import org.dora4j.eval.SuiteListener;
import org.dora4j.eval.SuiteProgress;
import org.dora4j.eval.TaskSuite;
import org.dora4j.model.WeightForm;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.dora4j.train.config.TrainConfig;

/** Puts a cell's test sets to what it trained, taking up where an earlier call was stopped. */
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

  /** Returns whether all tasks are done; false after a stop. */
  boolean run(List<String> tasks, TrainConfig config, CellFolder folder) {
    Path result = folder.result().orElseThrow();
    boolean adapted = config.adapter().method().isAdapter();
    Device device = config.compute().resolvedDevice();
    WeightForm form = config.compute().form(device);
    String reference = adapted ? config.model() : result.toString();
    TaskSuite suite = TaskSuite.open(tests.folder(), String.join(",", tasks));
    try (LoadedModel model = LoadedModel.open(reference, form, HubProgress.NONE);
        AttachedAdapter adapter =
            adapted ? AttachedAdapter.load(model.transformer(), result) : null) {
      EvaluatedModel names =
          EvaluatedModel.of(model, adapter, result).named(folder.name(), CellFolder.EVALUATED);
      SuiteFolder answers = SuiteFolder.of(folder.evaluation(), names);
      AnswerEvaluation evaluation = new AnswerEvaluation(model.transformer(), model.tokenizer());
      return !suite.run(evaluation, options, answers, new Relay()).stopped();
    }
  }

  /** Tells the study's listener, and ends the evaluation when the study is to stop. */
  private final class Relay implements SuiteListener {
    @Override
    public void onProgress(SuiteProgress progress) {
      String task = progress.task().name();
      listener.onQuestions(task, progress.done(), progress.total());
      if (progress.done() == progress.total()) {
        listener.onTask(task, progress.accuracy());
      }
    }

    @Override
    public void onWarning(String sentence) {
      listener.onWarning(sentence);
    }

    @Override
    public boolean stops() {
      return stopped.getAsBoolean();
    }
  }
}
