package org.dora4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.eval.Accuracy;
import org.dora4j.eval.AccuracyFile;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.AnswerItem;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.report.Scores;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.dora4j.world.WorldTask;
import org.jspecify.annotations.Nullable;

/** Puts the eight tasks to the model, with or without an adapter. */
final class TaskScores {
  private static final EvaluationOptions OPTIONS =
      EvaluationOptions.DEFAULT.withNewTokens(12).withBatch(32);
  private final QuickstartPlan plan;
  private final Path model;

  TaskScores(QuickstartPlan plan, Path model) {
    this.plan = plan;
    this.model = model;
  }

  /**
   * Accuracies on all tasks; every prediction is kept in a file below {@code evaluation/}.
   *
   * @param name of the column
   * @param adapter folder of an adapter, or null for the model as it is
   * @param progress told the name of each task before it begins
   */
  Scores.Method measure(String name, @Nullable Path adapter, Consumer<String> progress)
      throws IOException {
    List<Double> accuracies = new ArrayList<>();
    try (LoadedModel loaded = LoadedModel.open(model.toString(), DType.F32, Device.CPU);
        AttachedAdapter attached =
            adapter == null ? null : AttachedAdapter.load(loaded.transformer(), adapter)) {
      AnswerEvaluation evaluation = new AnswerEvaluation(loaded.transformer(), loaded.tokenizer());
      for (WorldTask asked : WorldTask.values()) {
        progress.accept(asked.folder());
        AnswerTask task = AnswerTask.named(asked.folder());
        Path test = plan.data().resolve(asked.folder()).resolve("test.json");
        Accuracy accuracy = evaluation.run(task, AnswerItem.read(test, task), OPTIONS);
        AccuracyFile.write(
            plan.output().resolve("evaluation").resolve(name).resolve(task.name() + ".json"),
            accuracy);
        accuracies.add(accuracy.value());
      }
    }
    return new Scores.Method(name, accuracies);
  }
}
