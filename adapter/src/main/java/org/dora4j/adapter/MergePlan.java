package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.Embedding;
import org.dora4j.model.Parameter;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;

/**
 * What merging a stored adapter does to each tensor of a model, by the tensor's name: the same, in
 * the same order, as {@link AttachedAdapter#mergeAndDetach} does to a model in memory.
 */
final class MergePlan {

  /** One change of one tensor. */
  interface Change {
    /**
     * The tensor after the change, in the type and on the device of {@code now}, which stays.
     *
     * @param original what the model has, wide
     * @param now what earlier changes have made of it
     */
    Tensor apply(Tensor original, Tensor now);
  }

  private final StoredAdapter adapter;
  private final Targets targets;
  private final ModuleTree tree;
  private final Map<String, List<Change>> changes = new LinkedHashMap<>();
  private boolean unties;

  /**
   * @throws IllegalStateException if a lora_bias has no bias to go into
   */
  MergePlan(StoredAdapter adapter) {
    this.adapter = adapter;
    this.targets = adapter.targets();
    this.tree = adapter.tree();
    targets.saved().forEach(this::saved);
    targets.biases().forEach(m -> replace(m.name() + ".bias", m, targets.biasLeaf(m)));
    targets.lowRank().forEach(this::lowRank);
    targets.magnitudes().forEach(this::matrix);
  }

  /** What happens to a tensor, in order; nothing to most. */
  List<Change> of(String tensor) {
    return changes.getOrDefault(tensor, List.of());
  }

  /** Whether the merged model's head, which shares the embedding's weight, needs one of its own. */
  boolean unties() {
    return unties;
  }

  private void add(String tensor, Change change) {
    changes.computeIfAbsent(tensor, key -> new ArrayList<>()).add(change);
  }

  private void replace(String tensor, ModuleTree.Module module, String leaf) {
    add(tensor, (original, now) -> adapter.tensor(module, leaf).to(now.device()).to(now.dtype()));
  }

  private void saved(ModuleTree.Module module) {
    boolean shared = tree.tiedHead() && Targets.isEmbeddingOrHead(module.name());
    if (shared && targets.keepsTied(tree, adapter.config())) {
      changes.remove(weight(tree.get(ModuleTree.EMBEDDING)));
      add(weight(tree.get(ModuleTree.EMBEDDING)), this::tiedCopy);
      return;
    }
    unties |= shared;
    replace(module.name() + ".weight", module, PeftKeys.WEIGHT);
    if (module.hasBias()) {
      replace(module.name() + ".bias", module, PeftKeys.BIAS);
    }
  }

  private Tensor tiedCopy(Tensor original, Tensor now) {
    ModuleTree.Module table = tree.get(ModuleTree.EMBEDDING);
    ModuleTree.Module head = tree.get(ModuleTree.HEAD);
    Tensor copy = adapter.tensor(table, PeftKeys.WEIGHT).to(now.device()).to(now.dtype());
    if (adapter.brings(head, PeftKeys.WEIGHT)) {
      Tensor second = adapter.tensor(head, PeftKeys.WEIGHT).to(now.device()).to(now.dtype());
      if (!Ops.identical(copy, second)) {
        throw new ModelFileException(
            "%s: %s."
                .formatted(
                    adapter.path(),
                    SavedParameter.torn(
                        PeftKeys.of(table, PeftKeys.WEIGHT), PeftKeys.of(head, PeftKeys.WEIGHT))));
      }
    }
    return copy;
  }

  /** Name of the tensor that holds a module's weight. */
  private String weight(ModuleTree.Module module) {
    boolean shares = module.name().equals(ModuleTree.HEAD) && tree.tiedHead() && !unties;
    return (shares ? ModuleTree.EMBEDDING : module.name()) + ".weight";
  }

  private void matrix(ModuleTree.Module module) {
    add(
        weight(module),
        (original, now) ->
            adapter.matrix(module.name(), original, now.device(), now.dtype()).rows(now, 0));
  }

  private void lowRank(Target target) {
    ModuleTree.Module module = target.module();
    if (module.kind() == ModuleTree.Kind.EMBEDDING) {
      add(weight(module), (original, now) -> embedding(target, original, now));
      return;
    }
    matrix(module);
    if (adapter.config().loraBias()) {
      if (!module.hasBias()) {
        throw LinearAttachment.noBias(module.name());
      }
      add(
          module.name() + ".bias",
          (original, now) -> {
            Tensor own = adapter.tensor(module, PeftKeys.B_BIAS).to(now.device()).to(now.dtype());
            return Ops.add(now, own, target.scaling());
          });
    }
  }

  private Tensor embedding(Target target, Tensor original, Tensor now) {
    ModuleTree.Module module = target.module();
    Tensor own = adapter.ownWeight(module, original);
    Parameter table = new Parameter(module.name(), own == null ? now : own);
    LowRank lowRank =
        new LowRank(
            parameter(module, PeftKeys.EMBEDDING_A, now),
            parameter(module, PeftKeys.EMBEDDING_B, now),
            target.scaling());
    Parameter magnitude =
        adapter.method() == Method.DORA ? parameter(module, PeftKeys.MAGNITUDE, now) : null;
    AdaptedEmbedding layer =
        new AdaptedEmbedding(new Embedding(module.name(), table), lowRank, magnitude, true);
    try {
      return layer.mergedWeight();
    } finally {
      layer.parameters().forEach(Parameter::close);
      layer.close();
      table.close();
    }
  }

  private Parameter parameter(ModuleTree.Module module, String leaf, Tensor like) {
    return new Parameter(
        PeftKeys.of(module, leaf), adapter.tensor(module, leaf).to(like.device()).to(like.dtype()));
  }
}
