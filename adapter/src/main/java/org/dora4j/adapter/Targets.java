package org.dora4j.adapter;

import java.util.List;

/**
 * What an {@link AdapterConfig} means for one model, with PEFT's rules of matching.
 *
 * @param lowRank modules with A and B, and a magnitude with DoRA, in the order of the model
 * @param magnitudes modules of which only the magnitude is trained
 * @param saved modules trained in full, without containers
 * @param biases modules whose bias is trained
 * @param warnings what PEFT does in silence
 */
record Targets(
    List<Target> lowRank,
    List<ModuleTree.Module> magnitudes,
    List<ModuleTree.Module> saved,
    List<ModuleTree.Module> biases,
    List<String> warnings) {

  /**
   * Finds the modules for a new adapter: every name must name something.
   *
   * @throws IllegalArgumentException if a name names no module, nothing is left to adapt, or a
   *     module is both adapted and saved
   */
  static Targets of(AdapterConfig config, ModuleTree tree) {
    return new TargetFinder(config, tree, true).find();
  }

  /**
   * Finds the modules of an adapter that exists: names without a module are warnings, as in PEFT.
   */
  static Targets ofStored(AdapterConfig config, ModuleTree tree) {
    return new TargetFinder(config, tree, false).find();
  }

  /**
   * Whether a module has an adapter of its own, so that its tensors lie under {@code base_layer}.
   */
  boolean isAdapted(ModuleTree.Module module) {
    return lowRank.stream().anyMatch(target -> target.module().equals(module))
        || magnitudes.contains(module);
  }

  /** Under which name the file has a module's trained bias. */
  String biasLeaf(ModuleTree.Module module) {
    return isAdapted(module) ? PeftKeys.BASE_BIAS : PeftKeys.BIAS;
  }

  /** Whether an embedding and the head that shares its weight are trained as one copy. */
  boolean keepsTied(ModuleTree tree, AdapterConfig config) {
    return tree.tiedHead()
        && config.ensureWeightTying()
        && saved.stream().anyMatch(m -> isEmbeddingOrHead(m.name()));
  }

  boolean savesEmbeddingAndHead(ModuleTree tree) {
    return saved.contains(tree.get(ModuleTree.EMBEDDING))
        && saved.contains(tree.get(ModuleTree.HEAD));
  }

  static boolean isEmbeddingOrHead(String name) {
    return name.equals(ModuleTree.EMBEDDING) || name.equals(ModuleTree.HEAD);
  }
}
