package org.dora4j.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;

/** Puts adapters on models. */
public final class Adapters {

  private Adapters() {}

  /**
   * Attaches and enables a new adapter with first values. Unless the initialisation is random in A
   * and B, the model computes the same as before.
   *
   * @param seed of the first values; a module's depend on it and the module's path only
   * @throws IllegalArgumentException if a target names no module (the message says which names are
   *     near), nothing is left to adapt, or options do not fit the model
   * @throws IllegalStateException if another adapter is enabled on the model
   */
  public static AttachedAdapter attach(Transformer model, AdapterConfig config, long seed) {
    requireFree(model);
    ModuleTree tree = ModuleTree.of(model.config());
    Targets targets = Targets.of(config, tree);
    Initialiser initialiser = Initialiser.of(config.initialisation(), seed);
    AttachedAdapter adapter = make(model, config, targets, tree, initialiser);
    adapter.enable();
    return adapter;
  }

  /**
   * Where an adapter's files lie: the folder itself, or {@code adapter} in it where it is that of a
   * run. So whoever trains into a folder can name that folder afterwards.
   */
  public static Path locate(Path folder) {
    Path inRun = folder.resolve("adapter");
    boolean run =
        !Files.exists(folder.resolve(AdapterFolder.CONFIG))
            && Files.exists(inRun.resolve(AdapterFolder.CONFIG));
    return run ? inRun : folder;
  }

  /** See {@link AttachedAdapter#load}. */
  static AttachedAdapter load(Transformer model, Path folder) {
    requireFree(model);
    try (AdapterFolder stored = AdapterFolder.open(folder)) {
      AdapterConfig config = stored.config();
      ModuleTree tree = ModuleTree.of(model.config());
      Targets targets = stored.targets(tree);
      AttachedAdapter adapter =
          make(model, config, targets, tree, Initialiser.forLoading(config.initialisation()));
      try {
        stored.fill(adapter);
      } catch (RuntimeException e) {
        adapter.close();
        throw e;
      }
      adapter.enable();
      return adapter;
    }
  }

  private static AttachedAdapter make(
      Transformer model,
      AdapterConfig config,
      Targets targets,
      ModuleTree tree,
      Initialiser initialiser) {
    List<Attachment> attachments =
        new AttachmentFactory(model, config, targets, tree, initialiser).create();
    return new AttachedAdapter(
        model,
        spelledOut(config, targets),
        attachments,
        ParameterCount.of(tree, targets, config),
        targets.warnings());
  }

  /** PEFT saves "all-linear" as full module names, and so do we. */
  private static AdapterConfig spelledOut(AdapterConfig config, Targets targets) {
    // PEFT's VeRA has no exclude_modules.
    boolean excludes = config.method().sharesProjection() && !config.excludes().isEmpty();
    if (!(config.targets() instanceof ModuleSelection.AllLinear) && !excludes) {
      return config;
    }
    List<ModuleTree.Module> modules =
        config.method() == Method.MAGNITUDE
            ? targets.magnitudes()
            : targets.lowRank().stream().map(Target::module).toList();
    AdapterConfigBuilder builder =
        config.toBuilder()
            .targets(
                new ModuleSelection.Names(modules.stream().map(ModuleTree.Module::name).toList()));
    return excludes
        ? builder.excludes(ModuleSelection.NONE).layers(LayerFilter.ALL).build()
        : builder.build();
  }

  static void requireFree(Transformer model) {
    boolean free =
        !model.embedding().isReplaced()
            && model.linears().values().stream().noneMatch(linear -> linear.isReplaced())
            && model.parameters().values().stream().noneMatch(Parameter::isReplaced);
    if (!free) {
      throw new IllegalStateException(
          "Another adapter is enabled on this model; disable or detach it first.");
    }
  }
}
