package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.EvaluatedModel;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.eval.SuiteFolder;
import org.dora4j.eval.SuiteResult;
import org.dora4j.eval.TaskSuite;
import org.dora4j.eval.TestSet;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;

/**
 * One data set as the published scripts evaluate it: the adapter merged into the base, the same
 * file and the same lines.
 *
 * @param dataset name of the task
 * @param data folder with DATASET/test.json
 * @param baseModel folder, GGUF file, or name on the Hub
 * @param weights folder of the adapter
 * @param model name of the base in the file's name
 * @param adapter name of the method in the file's name
 * @param folder where the file goes
 * @param overwrite whether an earlier result is removed; else it is taken up again
 */
public record PublishedEvaluation(
    String dataset,
    Path data,
    String baseModel,
    Path weights,
    String model,
    String adapter,
    Path folder,
    boolean overwrite) {

  /**
   * Evaluates.
   *
   * @param form how the base's weights are kept
   * @param out where the published lines go
   * @return the command's exit status
   */
  public int run(EvaluationOptions options, WeightForm form, Terminal terminal, PrintStream out)
      throws IOException {
    TaskSuite suite = TaskSuite.of(List.of(TestSet.find(data, task(dataset))));
    try (StopSignal stop = StopSignal.listen(() -> terminal.note("stopping after this batch"));
        OpenModel opened = OpenModel.open(baseModel, weights, form, terminal)) {
      EvaluatedModel names =
          EvaluatedModel.of(opened.loaded(), opened.adapter(), weights).named(model, adapter);
      opened.merge();
      SuiteResult result =
          suite.run(
              new AnswerEvaluation(opened.transformer(), opened.tokenizer()),
              options,
              new SuiteFolder(folder, names, overwrite),
              new PublishedLines(out, terminal, stop));
      return result.stopped() ? ExitStatus.INTERRUPTED : ExitStatus.SUCCESS;
    }
  }

  /**
   * A task by its name.
   *
   * @throws UsageException if there is none
   */
  public static AnswerTask task(String dataset) {
    try {
      return AnswerTask.named(dataset);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The usual spelling of LoRA or DoRA.
   *
   * @throws UsageException if it is another method
   */
  public static String method(String adapter) {
    return switch (adapter.toLowerCase(Locale.ROOT)) {
      case "lora" -> "LoRA";
      case "dora" -> "DoRA";
      default ->
          throw new UsageException(
              "the adapter must be LoRA or DoRA, which is what dora4j has, but is " + adapter);
    };
  }

  /** The type that the published scripts compute in: fp16 on a GPU; fp32 on a CPU. */
  public static DType published(Device device) {
    return device.cuda() ? DType.F16 : DType.F32;
  }
}
