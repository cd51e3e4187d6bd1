package org.dora4j.cli.published;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.train.config.Suggestion;

/** Translates the published finetune.py's arguments into settings of a training run. */
final class FinetuneSettings {
  private static final List<String> LLAMA_DEFAULT = List.of("q_proj", "v_proj");
  private static final String BASE = "base_model";
  private static final String ADAPTER = "adapter_name";

  private FinetuneSettings() {}

  /**
   * The settings, checkpoints to continue from excepted.
   *
   * @throws UsageException if an argument asks for what dora4j does not do; says what to do instead
   */
  static Map<String, Object> of(FinetuneArguments given) {
    requireSupported(given);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", ModelReference.resolve(given.text(BASE)));
    settings.put("data", List.of(given.text("data_path")));
    settings.put("output", given.text("output_dir"));
    adapter(given, settings);
    data(given, settings);
    optimiser(given, settings);
    settings.put("recompute", given.flag("use_gradient_checkpointing"));
    settings.put("base_bits", given.flag("load_8bit") ? 8 : 16);
    settings.put("save_every", given.text("save_step"));
    settings.put("keep", 3);
    settings.put("log_every", 10);
    return settings;
  }

  private static void adapter(FinetuneArguments given, Map<String, Object> settings) {
    settings.put("method", given.text(ADAPTER));
    settings.put("rank", given.text("lora_r"));
    settings.put("alpha", given.text("lora_alpha"));
    settings.put("dropout", given.text("lora_dropout"));
    settings.put(
        "targets", given.has("target_modules") ? given.list("target_modules") : LLAMA_DEFAULT);
    if (given.has("Wdecompose_target_modules")) {
      settings.put("magnitude_targets", given.list("Wdecompose_target_modules"));
    }
    settings.put("norm", given.flag("dora_simple") ? "detached" : "full");
  }

  private static void data(FinetuneArguments given, Map<String, Object> settings) {
    settings.put("template", "commonsense");
    settings.put("cutoff", given.text("cutoff_len"));
    settings.put("train_on_inputs", given.flag("train_on_inputs"));
    if (given.whole("val_set_size") > 0) {
      settings.put("validation_size", given.text("val_set_size"));
      settings.put("validation_seed", 42);
      settings.put("evaluate_every", given.text("eval_step"));
      settings.put("keep_best", true);
    }
  }

  /** What the script leaves to its trainer's defaults is spelled out. */
  private static void optimiser(FinetuneArguments given, Map<String, Object> settings) {
    int micro = given.whole("micro_batch_size");
    int accumulation = micro == 0 ? 0 : given.whole("batch_size") / micro;
    if (accumulation == 0) {
      throw new UsageException(
          "--batch_size %s must be at least --micro_batch_size %d, and that at least 1"
              .formatted(given.text("batch_size"), micro));
    }
    settings.put("batch_size", micro);
    settings.put("accumulation", accumulation);
    settings.put("epochs", given.text("num_epochs"));
    settings.put("lr", given.text("learning_rate"));
    settings.put("weight_decay", given.text("weight_decay"));
    settings.put("schedule", "linear");
    settings.put("warmup_steps", 100);
    settings.put("clip", 1.0);
    settings.put("seed", 42);
  }

  private static void requireSupported(FinetuneArguments given) {
    require(given.has(BASE), "--base_model is missing: name a folder, a GGUF file or org/model");
    String adapter = given.text(ADAPTER);
    require(
        List.of("lora", "dora").contains(adapter),
        "--adapter_name %s is not supported: dora4j trains lora and dora%s"
            .formatted(
                adapter,
                Suggestion.nearest(adapter, List.of("lora", "dora"))
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("")));
    boolean dora = adapter.equals("dora");
    require(
        !dora || !given.flag("load_8bit"),
        "--load_8bit does not go with dora, in the published script neither; leave it out");
    require(
        !given.flag("group_by_length"),
        "--group_by_length is not supported: it saves padding, and nothing is padded here; leave it out");
    require(
        dora || !given.has("Wdecompose_target_modules"),
        "--Wdecompose_target_modules goes with --adapter_name dora only");
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new UsageException(sentence);
    }
  }
}
