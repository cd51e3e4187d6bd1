package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/** Makes the attachments of one adapter with their first values; the model stays untouched. */
final class AttachmentFactory {

  private final Transformer model;
  private final AdapterConfig config;
  private final Targets targets;
  private final ModuleTree tree;
  private final Initialiser initialiser;

  AttachmentFactory(
      Transformer model,
      AdapterConfig config,
      Targets targets,
      ModuleTree tree,
      Initialiser initialiser) {
    this.model = model;
    this.config = config;
    this.targets = targets;
    this.tree = tree;
    this.initialiser = initialiser;
  }

  /** Everything that is attached, in the order of merging: copies and biases come first. */
  List<Attachment> create() {
    List<Attachment> all = new ArrayList<>();
    try {
      targets.saved().forEach(module -> addSaved(module, all));
      targets.biases().forEach(module -> all.add(bias(module)));
      if (config.method().sharesProjection()) {
        addVera(all);
      } else {
        targets.lowRank().forEach(target -> all.add(lowRank(target)));
      }
      targets.magnitudes().forEach(module -> all.add(magnitude(module)));
      return all;
    } catch (RuntimeException e) {
      all.forEach(Attachment::close);
      throw e;
    }
  }

  private void addSaved(ModuleTree.Module module, List<Attachment> all) {
    boolean shared = tree.tiedHead() && Targets.isEmbeddingOrHead(module.name());
    if (shared && targets.keepsTied(tree, config)) {
      boolean second = module.name().equals(ModuleTree.HEAD) && targets.savesEmbeddingAndHead(tree);
      if (!second) {
        all.add(tiedCopy());
      }
      return;
    }
    if (shared) {
      boolean ofHead = module.name().equals(ModuleTree.HEAD);
      all.add(
          new UntiedCopy(
              model, ofHead, copy(model.embedding().weight(), key(module, PeftKeys.WEIGHT))));
      return;
    }
    Parameter weight = base(module.name() + ".weight");
    all.add(new SavedParameter(weight, copy(weight, key(module, PeftKeys.WEIGHT)), null));
    if (module.hasBias()) {
      Parameter bias = base(module.name() + ".bias");
      all.add(new SavedParameter(bias, copy(bias, key(module, PeftKeys.BIAS)), null));
    }
  }

  private Attachment tiedCopy() {
    String key = key(tree.get(ModuleTree.EMBEDDING), PeftKeys.WEIGHT);
    String second = key(tree.get(ModuleTree.HEAD), PeftKeys.WEIGHT);
    Parameter shared = model.embedding().weight();
    return new SavedParameter(shared, copy(shared, key), second);
  }

  private Attachment bias(ModuleTree.Module module) {
    Parameter bias = base(module.name() + ".bias");
    return new SavedParameter(bias, copy(bias, key(module, targets.biasLeaf(module))), null);
  }

  private void addVera(List<Attachment> all) {
    VeraAttachments vera =
        new VeraAttachments(model, config, targets.lowRank(), initialiser.isDrawn());
    all.add(vera.projection());
    for (Target target : targets.lowRank()) {
      try (Scope scope = Scope.open()) {
        Linear linear = linear(target.module());
        LinearAdapter layer = vera.layer(target, linear);
        all.add(attachment(target.module(), linear, layer, new BaseWeight(linear.weight(), null)));
      }
    }
  }

  private Attachment lowRank(Target target) {
    try (Scope scope = Scope.open()) {
      return target.module().kind() == ModuleTree.Kind.EMBEDDING
          ? embedding(target)
          : linear(target);
    }
  }

  private Attachment linear(Target target) {
    ModuleTree.Module module = target.module();
    Linear linear = linear(module);
    Initialiser.Start start = initialiser.linear(target, linear.weight().stored());
    LowRank lowRank =
        new LowRank(
            new Parameter(key(module, PeftKeys.A), start.a()),
            new Parameter(key(module, PeftKeys.B), start.b()),
            target.scaling());
    BaseWeight weight = new BaseWeight(linear.weight(), start.residual());
    long id = module.name().hashCode();
    LinearAdapter layer =
        config.method() == Method.DORA
            ? new Dora(
                linear,
                lowRank,
                magnitude(module, () -> Dora.rowNorms(weight.value(), lowRank)),
                Dropout.of(config.dropout(), id, config.dropoutMask()),
                config.detachedNorm())
            : new Lora(linear, lowRank, config.dropout(), id, loraBias(module));
    return attachment(module, linear, layer, weight);
  }

  private Attachment attachment(
      ModuleTree.Module module, Linear linear, LinearAdapter layer, BaseWeight weight) {
    boolean isHead = module.name().equals(ModuleTree.HEAD);
    return new LinearAttachment(
        linear,
        layer,
        weight,
        isHead ? key(module, PeftKeys.BASE_WEIGHT) : null,
        savesBaseEmbeddings());
  }

  /** PEFT writes base weights where the bare names, or a regular expression, take them. */
  private boolean savesBaseEmbeddings() {
    if (config.targets() instanceof ModuleSelection.Names names) {
      return names.names().contains("embed_tokens") || names.names().contains(ModuleTree.HEAD);
    }
    return Matching.matches(config.targets(), tree.get(ModuleTree.EMBEDDING))
        || Matching.matches(config.targets(), tree.get(ModuleTree.HEAD));
  }

  private @Nullable Parameter loraBias(ModuleTree.Module module) {
    if (!config.loraBias()) {
      return null;
    }
    DType dtype = Initialiser.master(model.dtype());
    return new Parameter(
        key(module, PeftKeys.B_BIAS), Tensors.zeros(dtype, model.device(), module.outputs()));
  }

  private Attachment embedding(Target target) {
    ModuleTree.Module module = target.module();
    Tensor table = model.embedding().weight().value();
    Initialiser.Start start = initialiser.embedding(target, table);
    LowRank lowRank =
        new LowRank(
            new Parameter(key(module, PeftKeys.EMBEDDING_A), start.a()),
            new Parameter(key(module, PeftKeys.EMBEDDING_B), start.b()),
            target.scaling());
    Parameter magnitude =
        config.method() == Method.DORA
            ? magnitude(module, () -> AdaptedEmbedding.columnNorms(table, lowRank))
            : null;
    return new EmbeddingAttachment(
        model.embedding(),
        new AdaptedEmbedding(model.embedding(), lowRank, magnitude, config.detachedNorm()),
        new BaseWeight(model.embedding().weight(), null),
        key(module, PeftKeys.BASE_WEIGHT),
        savesBaseEmbeddings());
  }

  private Attachment magnitude(ModuleTree.Module module) {
    try (Scope scope = Scope.open()) {
      Linear linear = linear(module);
      Tensor weight = linear.weight().value();
      Parameter m = magnitude(module, () -> Initialiser.rowNorms(weight));
      long id = module.name().hashCode();
      return new LinearAttachment(
          linear,
          new Magnitude(linear, m, config.dropout(), id),
          new BaseWeight(linear.weight(), null),
          null,
          false);
    }
  }

  /** A magnitude that changes nothing, or, where a file will give it, zeros. */
  private Parameter magnitude(ModuleTree.Module module, Supplier<Tensor> norms) {
    long size = module.kind() == ModuleTree.Kind.EMBEDDING ? module.inputs() : module.outputs();
    return new Parameter(
        key(module, PeftKeys.MAGNITUDE),
        initialiser.isDrawn()
            ? norms.get()
            : Tensors.zeros(Initialiser.master(model.dtype()), model.device(), size));
  }

  private Parameter copy(Parameter base, String name) {
    try (Scope scope = Scope.open()) {
      Tensor value = base.value();
      Tensor wide = value.to(Initialiser.master(value.dtype()));
      return new Parameter(name, wide == value ? value.copy() : wide);
    }
  }

  private Linear linear(ModuleTree.Module module) {
    return Objects.requireNonNull(model.linears().get(module.name()), module.name());
  }

  private Parameter base(String name) {
    return Objects.requireNonNull(model.parameters().get(name), name);
  }

  private static String key(ModuleTree.Module module, String leaf) {
    return PeftKeys.of(module, leaf);
  }
}
