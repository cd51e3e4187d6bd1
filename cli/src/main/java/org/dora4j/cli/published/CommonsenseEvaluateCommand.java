package org.dora4j.cli.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.evaluate.PublishedEvaluation;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Beams;
import org.dora4j.model.Quantisation;
import org.dora4j.model.TextLength;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The paper's {@code commonsense_evaluate.py}: its arguments, its file, its lines. */
@Command(
    name = "evaluate",
    header = "Evaluate one data set with the arguments of commonsense_evaluate.py.",
    description =
        "Beam search with 4 beams and 32 tokens on the merged model, as published; writes experiment/MODEL-ADAPTER-DATASET.json and goes on from there after a stop. In place of the original command this one may stand in its shell scripts.",
    footer = {
      "  dora4j commonsense evaluate --model LLaMA-7B --adapter DoRA \\",
      "                  --dataset boolq --base_model yahma/llama-7b-hf \\",
      "                  --batch_size 1 --lora_weights run/adapter"
    })
public final class CommonsenseEvaluateCommand implements Callable<Integer> {
  private static final List<String> OTHER_ADAPTERS = List.of("AdapterP", "AdapterH", "Parallel");
  private static final int BEAMS = 4;
  private final Terminal terminal;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description =
          "boolq, piqa, social_i_qa, hellaswag, winogrande, ARC-Challenge, ARC-Easy or openbookqa.")
  private String dataset = "";

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description =
          "Name in the file's name: LLaMA-7B, LLaMA-13B, LLaMA2-7B, LLaMA3-8B, or another.")
  private String model = "";

  @Option(
      names = "--adapter",
      required = true,
      paramLabel = "METHOD",
      description = "LoRA or DoRA, for the file's name; what the adapter is its folder says.")
  private String adapter = "";

  @Option(
      names = "--base_model",
      required = true,
      paramLabel = "MODEL",
      description = "Folder in Hugging Face layout, GGUF file, or name on the Hub.")
  private String baseModel = "";

  @Option(
      names = "--lora_weights",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the adapter.")
  private Path weights = Path.of("");

  @Option(
      names = "--batch_size",
      required = true,
      paramLabel = "N",
      description = "Questions read at once; answers do not depend on it.")
  private int batch;

  @Option(
      names = "--load_8bit",
      description = "Keep the base in 8 bits until the adapter is merged.")
  private boolean eightBit;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "dataset",
      description = "Folder with DATASET/test.json (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "experiment",
      description = "Folder for the result (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("");

  @Option(
      names = "--text-length",
      paramLabel = "WHAT",
      defaultValue = "written",
      description =
          "What the search divides log p by: written tokens (transformers since 4.36, as the README's versions), or whole for the prompt's too (before) (default: ${DEFAULT-VALUE}).")
  private TextLength length = TextLength.WRITTEN;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N questions; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--overwrite", description = "Remove an earlier result and begin anew.")
  private boolean overwrite;

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Computation|@%n", order = 1)
  private DeviceOptions computation = new DeviceOptions();

  public CommonsenseEvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Device device = computation.device();
    DType dtype = computation.asked().orElse(PublishedEvaluation.published(device));
    WeightForm form =
        new WeightForm(dtype, device, eightBit ? Quantisation.INT8 : Quantisation.NONE);
    return evaluation().run(options(), form, terminal, terminal.out());
  }

  private PublishedEvaluation evaluation() {
    PublishedEvaluation.task(dataset);
    if (OTHER_ADAPTERS.contains(adapter)) {
      throw new UsageException("--adapter " + adapter + " is a method that dora4j does not have");
    }
    return new PublishedEvaluation(
        dataset,
        data,
        ModelReference.resolve(baseModel),
        weights,
        model,
        PublishedEvaluation.method(adapter),
        output,
        overwrite);
  }

  private EvaluationOptions options() {
    if (batch < 1) {
      throw new UsageException("--batch_size must be at least 1 but is " + batch);
    }
    Decoding decoding = new Decoding.Searched(Beams.of(BEAMS).withLength(length));
    try {
      return EvaluationOptions.DEFAULT.withDecoding(decoding).withBatch(batch).withLimit(limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
