package org.dora4j.cli.published;

import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The paper's finetune.py. */
@Command(
    name = "finetune",
    header = "Fine-tune as the paper's finetune.py does, with its arguments.",
    description =
        "Arguments are written --name value or --name=value, with underscores or hyphens; switches take True or False. The adapter is in output_dir/adapter at the end.",
    footer = {
      "  # llama_7B_Dora.sh",
      "  dora4j commonsense finetune --base_model yahma/llama-7b-hf \\",
      "         --data_path commonsense_170k.json --output_dir out \\",
      "         --batch_size 16 --micro_batch_size 16 --num_epochs 3 \\",
      "         --learning_rate 2e-4 --cutoff_len 256 --val_set_size 120 \\",
      "         --eval_step 80 --save_step 80 --adapter_name dora \\",
      "         --target_modules '[\"q_proj\", \"k_proj\", \"v_proj\", \"up_proj\", \"down_proj\"]' \\",
      "         --lora_r 32 --lora_alpha 64 --use_gradient_checkpointing"
    })
final class CommonsenseFinetuneCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Spec private CommandSpec spec;
  @Mixin private FinetuneRun run = new FinetuneRun();

  private CommonsenseFinetuneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command with an option for every argument of the script. */
  static CommandSpec spec(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new CommonsenseFinetuneCommand(terminal));
    FinetuneArguments.addTo(spec, FinetuneArgument.all());
    return spec;
  }

  @Override
  public Integer call() {
    FinetuneArguments given =
        FinetuneArguments.read(spec.commandLine().getParseResult(), FinetuneArgument.all());
    return run.run(given, terminal, spec);
  }
}
