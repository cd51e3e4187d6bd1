package org.dora4j.cli.published;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The finetune.sh of Cornell's replication. */
@Command(
    name = "finetune",
    header = "Fine-tune as finetune.sh of Cornell's replication does, with its three arguments.",
    description =
        "LLaMA-7B, rank 32, α 64, learning rate 2e-4, three epochs of 16 examples a step, on the training file of one data set. What the script fixes can be set by the arguments of finetune.py.",
    footer = {
      "  dora4j cornell finetune out/dora dora boolq/train.json",
      "  # another base model",
      "  dora4j cornell finetune out/lora lora boolq/train.json --base_model M"
    })
final class CornellFinetuneCommand implements Callable<Integer> {
  /** What finetune.sh passes to finetune.py. */
  static final Map<String, String> PRESETS =
      Map.ofEntries(
          Map.entry("base_model", "yahma/llama-7b-hf"),
          Map.entry("batch_size", "16"),
          Map.entry("micro_batch_size", "16"),
          Map.entry("num_epochs", "3"),
          Map.entry("learning_rate", "2e-4"),
          Map.entry("cutoff_len", "256"),
          Map.entry("val_set_size", "120"),
          Map.entry("eval_step", "80"),
          Map.entry("save_step", "80"),
          Map.entry("lora_r", "32"),
          Map.entry("lora_alpha", "64"),
          Map.entry("lora_dropout", "0.05"),
          Map.entry(
              "target_modules",
              "[\"q_proj\", \"k_proj\", \"v_proj\", \"up_proj\", \"down_proj\"]"));

  private static final List<String> POSITIONAL = List.of("output_dir", "adapter_name", "data_path");

  private final Terminal terminal;
  @Spec private CommandSpec spec;
  @Mixin private FinetuneRun run = new FinetuneRun();

  @Parameters(index = "0", paramLabel = "OUT", description = "Folder of the run.")
  private String output = "";

  @Parameters(index = "1", paramLabel = "lora|dora", description = "What to train.")
  private String adapter = "";

  @Parameters(
      index = "2",
      paramLabel = "TRAIN.json",
      description = "Training file of one data set, such as boolq/train.json.")
  private String data = "";

  private CornellFinetuneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command with an option for every argument that is not positional. */
  static CommandSpec spec(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new CornellFinetuneCommand(terminal));
    FinetuneArguments.addTo(
        spec, arguments().stream().filter(each -> !POSITIONAL.contains(each.name())).toList());
    return spec;
  }

  private static List<FinetuneArgument> arguments() {
    return FinetuneArgument.all(PRESETS);
  }

  @Override
  public Integer call() {
    FinetuneArguments given =
        FinetuneArguments.read(spec.commandLine().getParseResult(), arguments());
    given.put("output_dir", output);
    given.put("adapter_name", adapter);
    given.put("data_path", data);
    return run.run(given, terminal, spec);
  }
}
