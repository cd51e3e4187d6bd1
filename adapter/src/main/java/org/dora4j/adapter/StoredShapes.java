package org.dora4j.adapter;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of an adapter's file by key, as its options and a model ask for them.
 *
 * @param required shapes of those that must be there
 * @param optional shapes of those that may be: base weights of embedding and head that PEFT adds,
 *     and the second name of a copy that embedding and head share
 */
record StoredShapes(Map<String, long[]> required, Map<String, long[]> optional) {

  /**
   * @param projection of an adapter whose method shares one, or null
   */
  static StoredShapes of(
      AdapterConfig config,
      Targets targets,
      ModuleTree tree,
      @Nullable StoredProjection projection) {
    StoredShapes shapes = new StoredShapes(new LinkedHashMap<>(), new LinkedHashMap<>());
    if (projection != null) {
      shapes.required().putAll(projection.shared());
    }
    for (Target target : targets.lowRank()) {
      if (projection == null) {
        shapes.lowRank(target, config);
      } else {
        shapes.required().putAll(projection.vectors(target));
      }
      shapes.baseWeight(target.module());
    }
    for (ModuleTree.Module module : targets.magnitudes()) {
      shapes.require(module, PeftKeys.MAGNITUDE, module.outputs());
    }
    for (ModuleTree.Module module : targets.saved()) {
      boolean shared = Targets.isEmbeddingOrHead(module.name()) && targets.keepsTied(tree, config);
      if (shared) {
        shapes.tiedCopy(tree);
      } else {
        shapes.saved(module);
      }
    }
    for (ModuleTree.Module module : targets.biases()) {
      shapes.require(module, targets.biasLeaf(module), module.outputs());
    }
    return shapes;
  }

  private void lowRank(Target target, AdapterConfig config) {
    ModuleTree.Module module = target.module();
    boolean table = module.kind() == ModuleTree.Kind.EMBEDDING;
    if (table) {
      require(module, PeftKeys.EMBEDDING_A, target.rank(), module.outputs());
      require(module, PeftKeys.EMBEDDING_B, module.inputs(), target.rank());
    } else {
      require(module, PeftKeys.A, target.rank(), module.inputs());
      require(module, PeftKeys.B, module.outputs(), target.rank());
    }
    if (config.method() == Method.DORA) {
      require(module, PeftKeys.MAGNITUDE, table ? module.inputs() : module.outputs());
    }
    if (config.loraBias() && !table) {
      require(module, PeftKeys.B_BIAS, module.outputs());
    }
  }

  private void baseWeight(ModuleTree.Module module) {
    if (Targets.isEmbeddingOrHead(module.name())) {
      long[] weight = {module.outputs(), module.inputs()};
      optional.put(PeftKeys.of(module, PeftKeys.BASE_WEIGHT), weight);
    }
  }

  private void tiedCopy(ModuleTree tree) {
    ModuleTree.Module table = tree.get(ModuleTree.EMBEDDING);
    require(table, PeftKeys.WEIGHT, table.outputs(), table.inputs());
    optional.put(
        PeftKeys.of(tree.get(ModuleTree.HEAD), PeftKeys.WEIGHT),
        new long[] {table.outputs(), table.inputs()});
  }

  private void saved(ModuleTree.Module module) {
    if (module.isAdaptable()) {
      require(module, PeftKeys.WEIGHT, module.outputs(), module.inputs());
    } else {
      require(module, PeftKeys.WEIGHT, module.outputs());
    }
    if (module.hasBias()) {
      require(module, PeftKeys.BIAS, module.outputs());
    }
  }

  private void require(ModuleTree.Module module, String leaf, long... shape) {
    required.put(PeftKeys.of(module, leaf), shape);
  }
}
