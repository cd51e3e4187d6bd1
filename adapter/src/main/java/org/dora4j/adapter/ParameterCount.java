package org.dora4j.adapter;

import java.util.Locale;
import org.dora4j.model.config.ModelConfig;

/**
 * Parameters of an adapted model, counted as PEFT counts them.
 *
 * @param trainable what training changes
 * @param all the base and the adapter; a module trained as a copy counts twice
 */
public record ParameterCount(long trainable, long all) {

  /**
   * Counts without building a model.
   *
   * @throws IllegalArgumentException if the options do not fit the model
   */
  public static ParameterCount of(ModelConfig model, AdapterConfig adapter) {
    ModuleTree tree = ModuleTree.of(model);
    return of(tree, Targets.of(adapter, tree), adapter);
  }

  static ParameterCount of(ModuleTree tree, Targets targets, AdapterConfig adapter) {
    long added = 0;
    for (Target target : targets.lowRank()) {
      added += count(target, adapter);
    }
    for (ModuleTree.Module module : targets.magnitudes()) {
      added += module.outputs();
    }
    for (ModuleTree.Module module : targets.saved()) {
      added += module.count();
    }
    if (targets.keepsTied(tree, adapter) && targets.savesEmbeddingAndHead(tree)) {
      added -= tree.get(ModuleTree.HEAD).count();
    }
    long biases = targets.biases().stream().mapToLong(ModuleTree.Module::outputs).sum();
    return new ParameterCount(added + biases, tree.count() + added);
  }

  private static long count(Target target, AdapterConfig adapter) {
    ModuleTree.Module module = target.module();
    if (adapter.method().sharesProjection()) {
      // A and B are frozen and no parameters for PEFT.
      boolean magnitude = adapter.method() == Method.DVORA;
      return target.rank() + module.outputs() * (magnitude ? 2 : 1);
    }
    long lowRank = target.rank() * (module.inputs() + module.outputs());
    long magnitude =
        module.kind() == ModuleTree.Kind.EMBEDDING ? module.inputs() : module.outputs();
    boolean bias = adapter.loraBias() && module.kind() == ModuleTree.Kind.LINEAR;
    return lowRank
        + (adapter.method() == Method.DORA ? magnitude : 0)
        + (bias ? module.outputs() : 0);
  }

  /** Trainable parameters as a percentage of all. */
  public double percent() {
    return 100.0 * trainable / all;
  }

  /** PEFT's line: {@code trainable params: 2,432 || all params: 21,536 || trainable%: 11.2927}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "trainable params: %,d || all params: %,d || trainable%%: %.4f",
        trainable,
        all,
        percent());
  }
}
