package org.dora4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dora4j.report.Charts;
import org.dora4j.report.Curve;
import org.dora4j.report.RunLog;
import org.dora4j.world.WorldTask;

/** Writes {@code report.md}, {@code accuracy.png} and {@code loss.png}. */
final class QuickstartReport {
  private static final String TEXT =
      """
      # Quick start

      The embedded model before fine-tuning, with LoRA, and with DoRA. Both adapters: rank %d on
      q, k, v, up and down, α = %d, %d steps of %d examples, the same examples in the same order,
      learning rate %s falling linearly, seed %d. %d test questions per task; what they ask for is
      in the text that the model was pre-trained on, but in no training example.

      %s
      %s| | LoRA | DoRA |
      | --- | ---: | ---: |
      | last loss | %.4f | %.4f |
      | training, s | %.1f | %.1f |

      Guessing among the allowed answers would be right %.1f %% of the time on average. An answer in
      other words is wrong, which is what most answers before fine-tuning are: from its text the model
      knows the world and how to choose among options, but not this form of asking and answering.
      With so few questions a difference of a few percent is noise: another `--seed` moves it.
      The whole took %.0f s. Predictions are in `evaluation/`, the runs in `lora/` and `dora/`.
      """;

  private static final String PICTURES = "![Accuracy](accuracy.png)\n\n![Loss](loss.png)\n\n";

  private QuickstartReport() {}

  /**
   * Returns the report's path. Charts that cannot be drawn, as on a Java without fonts, are told
   * and left out: minutes of work hang on this.
   */
  static Path write(QuickstartPlan plan, QuickstartResult result, Consumer<String> warning)
      throws IOException {
    boolean drawn = true;
    try {
      draw(plan.output(), result);
    } catch (IOException e) {
      drawn = false;
      warning.accept("the report is without charts: " + e.getMessage());
    }
    Path report = plan.output().resolve("report.md");
    Files.writeString(report, markdown(plan, result, drawn));
    return report;
  }

  private static void draw(Path folder, QuickstartResult result) throws IOException {
    Charts.accuracy(
        "Accuracy on eight small tasks", result.scores(), folder.resolve("accuracy.png"));
    Charts.loss(
        "Training loss",
        List.of(curve(folder, "LoRA", "lora"), curve(folder, "DoRA", "dora")),
        List.of(),
        folder.resolve("loss.png"));
  }

  /** Mean accuracy of guessing among the allowed answers of each task. */
  static double chance() {
    return Arrays.stream(WorldTask.values())
        .mapToDouble(task -> 1.0 / task.answers().size())
        .average()
        .orElseThrow();
  }

  private static Curve curve(Path folder, String name, String run) {
    return Curve.trainingLoss(name, RunLog.read(folder.resolve(run)));
  }

  private static String markdown(QuickstartPlan plan, QuickstartResult result, boolean drawn) {
    return String.format(
        Locale.ROOT,
        TEXT,
        plan.rank(),
        2 * plan.rank(),
        plan.steps(),
        QuickstartPlan.BATCH,
        plan.learningRate(),
        plan.seed(),
        plan.testPerTask(),
        result.scores().table().markdown(),
        drawn ? PICTURES : "",
        result.lora().loss(),
        result.dora().loss(),
        result.lora().seconds(),
        result.dora().seconds(),
        100 * chance(),
        result.seconds());
  }
}
