package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what a run did as {@code report.md} and {@code loss.png} into its folder. */
public final class RunReport {
  private RunReport() {}

  /**
   * Reads a run folder and writes its report; older ones are replaced.
   *
   * @return the report's path
   * @throws RunLogException when the folder's files cannot be read
   * @throws IOException when a file cannot be written, or the chart cannot be drawn
   */
  public static Path write(Path runDir) throws IOException {
    RunFolder run = RunFolder.read(runDir);
    Curve training = Curve.trainingLoss("training", run.log());
    boolean drawable = !training.isEmpty();
    if (drawable) {
      Charts.loss(
          run.name(),
          List.of(training),
          List.of(Curve.validationLoss("validation", run.log())),
          runDir.resolve("loss.png"));
    }
    Path report = runDir.resolve("report.md");
    Files.writeString(report, markdown(run, drawable));
    return report;
  }

  private static String markdown(RunFolder run, boolean drawable) {
    StringBuilder text = new StringBuilder("# Run ").append(run.name()).append("\n\n");
    text.append(
        run.log().steps().isEmpty()
            ? "No step was logged.\n"
            : Summary.of(run.log()).table().markdown());
    if (run.log().torn()) {
      text.append("\nThe last line of the log was cut off and is left out.\n");
    }
    if (drawable) {
      text.append("\n![Loss over steps](loss.png)\n");
    }
    if (!run.log().evaluations().isEmpty()) {
      text.append("\n## Validation\n\n").append(evaluations(run.log().evaluations()).markdown());
    }
    if (!run.config().isBlank()) {
      text.append("\n## Configuration\n\n```yaml\n").append(run.config().strip()).append("\n```\n");
    }
    if (!run.manifest().isEmpty()) {
      TextTable table = TextTable.of("key", "value");
      for (Map.Entry<String, String> entry : run.manifest().entrySet()) {
        table = table.row(entry.getKey(), entry.getValue());
      }
      text.append("\n## Manifest\n\n").append(table.markdown());
    }
    return text.toString();
  }

  private static TextTable evaluations(List<Evaluation> evaluations) {
    TextTable table = TextTable.of("step", "loss");
    for (Evaluation evaluation : evaluations) {
      table = table.row(Long.toString(evaluation.step()), Numbers.loss(evaluation.loss()));
    }
    return table;
  }
}
