package org.dora4j.cli.published;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An argument of the published finetune.py.
 *
 * @param name as the script has it
 * @param kind of its values
 * @param byDefault as the script would print it; None where it has none
 * @param text what it does here
 */
record FinetuneArgument(String name, Kind kind, String byDefault, String text) {

  /** What a value has to be. */
  enum Kind {
    TEXT,
    WHOLE,
    NUMBER,
    FLAG,
    LIST
  }

  static final String NONE = "None";

  /** Every argument, with the script's defaults, in the script's order. */
  static List<FinetuneArgument> all() {
    return Stream.of(run(), adapter(), others()).flatMap(List::stream).toList();
  }

  private static List<FinetuneArgument> run() {
    return List.of(
        text("base_model", "", "Model to train: a folder, a GGUF file or a name on the Hub."),
        text("data_path", "yahma/alpaca-cleaned", "JSON file of training examples."),
        text("output_dir", "./lora-alpaca", "Folder of the run."),
        text("adapter_name", "lora", "lora or dora."),
        flag("load_8bit", "False", "Keep the base in 8 bits (lora only)."),
        whole("batch_size", "128", "Examples of an optimiser step."),
        whole("micro_batch_size", "4", "Examples in memory at once."),
        number("num_epochs", "3", "Passes over the examples."),
        number("learning_rate", "3e-4", "Peak learning rate."),
        number("weight_decay", "0.0", "AdamW's weight decay."),
        whole("cutoff_len", "256", "Most tokens of an example."),
        whole("val_set_size", "2000", "Examples held out to evaluate on, by seed 42."),
        flag("use_gradient_checkpointing", "False", "Less memory for a third more time."),
        whole("eval_step", "200", "Steps between evaluations."),
        whole("save_step", "200", "Steps between checkpoints, of which 3 stay."));
  }

  private static List<FinetuneArgument> adapter() {
    return List.of(
        whole("lora_r", "8", "Rank."),
        number("lora_alpha", "16", "Scale of the update: α / rank."),
        number("lora_dropout", "0.05", "Probability of hiding an input feature."),
        list("lora_target_modules", "Not read, as in the script: see target_modules."),
        list("target_modules", "Modules to adapt: a JSON list (default: q_proj, v_proj)."),
        flag("dora_simple", "True", "DoRA's norm is a constant in backward."),
        list("Wdecompose_target_modules", "Modules of which only the magnitude is trained."));
  }

  private static List<FinetuneArgument> others() {
    return List.of(
        whole("bottleneck_size", "256", "For bottleneck adapters; not read."),
        text("non_linearity", "tanh", "For bottleneck adapters; not read."),
        number("adapter_dropout", "0.0", "For bottleneck adapters; not read."),
        flag("use_parallel_adapter", "False", "For bottleneck adapters; not read."),
        flag("use_adapterp", "False", "For bottleneck adapters; not read."),
        number("scaling", "1.0", "For bottleneck adapters; not read."),
        whole("num_virtual_tokens", "30", "For prefix tuning; not read."),
        flag("train_on_inputs", "True", "Learn the prompts too."),
        flag("group_by_length", "False", "Not supported: nothing is padded here."),
        text("wandb_project", "", "Not read: metrics.jsonl has the curves."),
        text("wandb_run_name", "", "Not read."),
        text("wandb_watch", "", "Not read."),
        text("wandb_log_model", "", "Not read."),
        text(
            "resume_from_checkpoint",
            NONE,
            "A checkpoint of output_dir to continue from, or an adapter to begin with."));
  }

  /** The same with the defaults that another script gives some of them. */
  static List<FinetuneArgument> all(Map<String, String> defaults) {
    return all().stream()
        .map(
            each ->
                new FinetuneArgument(
                    each.name,
                    each.kind,
                    defaults.getOrDefault(each.name, each.byDefault),
                    each.text))
        .toList();
  }

  private static FinetuneArgument text(String name, String byDefault, String text) {
    return new FinetuneArgument(name, Kind.TEXT, byDefault, text);
  }

  private static FinetuneArgument whole(String name, String byDefault, String text) {
    return new FinetuneArgument(name, Kind.WHOLE, byDefault, text);
  }

  private static FinetuneArgument number(String name, String byDefault, String text) {
    return new FinetuneArgument(name, Kind.NUMBER, byDefault, text);
  }

  private static FinetuneArgument flag(String name, String byDefault, String text) {
    return new FinetuneArgument(name, Kind.FLAG, byDefault, text);
  }

  private static FinetuneArgument list(String name, String text) {
    return new FinetuneArgument(name, Kind.LIST, NONE, text);
  }

  /** The option as the script's users write it. */
  String option() {
    return "--" + name;
  }

  /** The same with hyphens, which the script's parser takes too. */
  String hyphened() {
    return option().replace('_', '-');
  }

  /** What the help says, the default included. */
  String description() {
    boolean unsaid = byDefault.isEmpty() || byDefault.equals(NONE) || text.contains("default:");
    return unsaid ? text : text.replaceFirst("\\.$", "") + " (default: " + byDefault + ").";
  }
}
