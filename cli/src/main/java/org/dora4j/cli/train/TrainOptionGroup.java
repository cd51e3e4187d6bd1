package org.dora4j.cli.train;

import static org.dora4j.cli.train.TrainOption.flag;
import static org.dora4j.cli.train.TrainOption.value;

import java.util.List;
import java.util.Set;

/**
 * Options of a training run that belong together.
 *
 * @param heading above them in the help
 */
record TrainOptionGroup(String heading, List<TrainOption> options) {

  /** Every setting there is, in the order of the help. */
  static List<TrainOptionGroup> all() {
    return List.of(what(), adapter(), details(), data(), optimiser(), compute(), run());
  }

  /** The same without the options of some keys. */
  TrainOptionGroup without(Set<String> keys) {
    return new TrainOptionGroup(
        heading, options.stream().filter(option -> !keys.contains(option.key())).toList());
  }

  private static TrainOptionGroup what() {
    return new TrainOptionGroup(
        "What to train, on what, and where to",
        List.of(
            value(
                "model",
                "MODEL",
                "Folder in Hugging Face layout, GGUF file, name on the Hub (org/model), or embedded."),
            value(
                "data",
                "FILE,…",
                "Training examples: JSON, or one JSON object per line; several files count as one."),
            value(
                "output",
                "DIR",
                "Folder of the run: configuration, metrics, checkpoints, adapter."),
            value("method", "NAME", "dora, lora, vera, dvora, magnitude or full.")));
  }

  private static TrainOptionGroup adapter() {
    return new TrainOptionGroup(
        "Adapter",
        List.of(
            new TrainOption(
                "rank",
                "R",
                SettingDefaults.of("rank") + "; 256 for vera, dvora",
                "Rank of the update; more learns more and costs more."),
            new TrainOption("alpha", "X", "2 × rank", "Scale of the update: α / rank."),
            value(
                "targets",
                "NAMES",
                "Modules to adapt, by suffix; or all-linear, or a regular expression."),
            value("dropout", "P", "Probability of hiding an input feature from the adapter."),
            value("adapter", "DIR", "Continue from this adapter, whose options then hold.")));
  }

  private static TrainOptionGroup details() {
    return new TrainOptionGroup(
        "Adapter, in detail",
        List.of(
            value("exclude", "NAMES", "Modules to leave out: suffixes, or a regular expression."),
            value(
                "dropout_mask",
                "WHICH",
                "What hides features from DoRA's gain: token (as in PEFT), pass (one mask for all tokens, faster) or auto."),
            flag("rslora", "Scale by α / √rank."),
            value("rank_pattern", "NAME=R,…", "Ranks of modules that differ."),
            value("alpha_pattern", "NAME=X,…", "The same for α."),
            value("layers", "N,…", "Only these layers, counted from 0."),
            value("layers_pattern", "NAME", "Name of the list of layers, where it is not layers."),
            value("magnitude_targets", "NAMES", "Modules of which only the magnitude is trained."),
            value(
                "modules_to_save",
                "NAMES",
                "Modules trained in full beside the adapter, such as lm_head."),
            flag("ensure_weight_tying", "Keep a saved embedding and the head tied to it one."),
            value("bias", "WHICH", "Biases to train: none, all or lora_only."),
            flag("lora_bias", "Give B a bias of its own (lora only)."),
            value("init", "HOW", "A and B begin as default, gaussian, pissa, olora or orthogonal."),
            value("norm", "HOW", "DoRA's norm in backward: detached (a constant) or full."),
            new TrainOption(
                "projection_prng_key", "N", "0", "Key of the random A and B of vera and dvora."),
            new TrainOption(
                "save_projection",
                "",
                "true",
                "Leave A and B of vera and dvora out of the file; they can be drawn again."),
            new TrainOption(
                "d_initial", "X", "0.1", "First value of the vector d of vera and dvora.")));
  }

  private static TrainOptionGroup data() {
    return new TrainOptionGroup(
        "Data",
        List.of(
            value(
                "template",
                "NAME",
                "commonsense, alpaca, cleaned-alpaca, prompt-completion, plain or chat (default: by the fields)."),
            value("cutoff", "N", "Most tokens of an example; the rest is cut off."),
            flag("train_on_inputs", "Learn the prompts too."),
            flag("append_eos", "Do not end examples with the end token."),
            flag("shuffle", "Keep the file's order instead of a new one per epoch."),
            new TrainOption(
                "order",
                "ORDER",
                "shuffle",
                "shuffle, file, or stride:N: example k is number k·N of n, modulo n."),
            value("validation", "FILE", "Examples to evaluate on."),
            value(
                "validation_size",
                "X",
                "Or take a fraction (below 1) or a number of the training examples."),
            new TrainOption(
                "validation_seed", "N", "seed", "Which of them: another seed than the run's.")));
  }

  private static TrainOptionGroup optimiser() {
    return new TrainOptionGroup(
        "Optimiser",
        List.of(
            value("epochs", "X", "Passes over the examples."),
            value("steps", "N", "Or so many optimiser steps in all."),
            value("batch_size", "N", "Examples in memory at once."),
            value(
                "accumulation",
                "N",
                "Such batches to a step; the gradient is that of one large batch."),
            new TrainOption(
                "lr",
                "X",
                SettingDefaults.of("lr") + "; 2e-5 for full, 4e-3 for vera, dvora",
                "Peak learning rate."),
            value("magnitude_lr", "X", "Another peak for DoRA's magnitudes (default: lr)."),
            value("schedule", "SHAPE", "constant, linear or cosine, after the warm-up."),
            value("warmup_ratio", "X", "Fraction of the steps in which the rate rises."),
            value("warmup_steps", "N", "Or their number."),
            value("weight_decay", "X", "AdamW's decoupled weight decay."),
            value("no_decay", "TEXTS", "Exempt parameters whose name contains one of these."),
            value("betas", "X,X", "AdamW's memory of gradients and their squares."),
            value("eps", "X", "AdamW's ε."),
            value("clip", "X", "Most that the gradient's norm may be; 0 for no limit."),
            value("seed", "N", "Seed of order, first values, dropout and split.")));
  }

  private static TrainOptionGroup compute() {
    return new TrainOptionGroup(
        "Computation",
        List.of(
            value("device", "DEVICE", "cpu, cuda, cuda:N, or auto for a GPU where there is one."),
            value(
                "dtype",
                "TYPE",
                "fp32, bf16, fp16 (with loss scaling), or auto: bf16 on a GPU, fp32 on a CPU."),
            flag("recompute", "Much less memory, about a third more time."),
            value(
                "base_bits",
                "N",
                "Keep the frozen base in 4 bits (NF4, as QLoRA and QDoRA do) or 8."),
            flag("double_quantisation", "Keep the scales of a 4-bit base in fp32.")));
  }

  private static TrainOptionGroup run() {
    return new TrainOptionGroup(
        "Run",
        List.of(
            flag("resume", "Continue the run in --output from its last checkpoint."),
            flag("overwrite", "Delete the run in --output first."),
            value("save_every", "N", "Steps between checkpoints; 0 for none (default: an epoch)."),
            value("keep", "N", "Checkpoints that stay."),
            flag("keep_best", "Keep the best by validation loss too, and end with it."),
            value("evaluate_every", "N", "Steps between evaluations (default: an epoch)."),
            value("log_every", "N", "Steps between progress lines in files and pipes."),
            value(
                "adapter_stats",
                "N",
                "Steps between statistics of the adapter for 'dora4j report'; 0 for none."),
            value(
                "samples",
                "N|FILE",
                "Continue so many validation or training prompts, or those of a file, before and after.")));
  }
}
