package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in its folder, read for what it makes of a model's matrices, one at a time: no model
 * is loaded and none is changed. Biases, norms and embeddings that it may train are left aside.
 */
public final class StoredAdapter implements AutoCloseable {

  private final AdapterFolder folder;
  private final List<String> warnings;
  private final Map<String, Target> lowRank = new LinkedHashMap<>();
  private final Map<String, ModuleTree.Module> magnitudes = new LinkedHashMap<>();
  private final Map<String, ModuleTree.Module> saved = new LinkedHashMap<>();
  private final @Nullable StoredProjection projection;
  private final Set<String> modules;
  private final Map<String, long[]> shapes;

  private StoredAdapter(AdapterFolder folder, ModuleTree tree) {
    this.folder = folder;
    Targets targets = folder.targets(tree);
    this.warnings = targets.warnings();
    for (Target target : targets.lowRank()) {
      if (target.module().kind() == ModuleTree.Kind.LINEAR) {
        lowRank.put(target.name(), target);
      }
    }
    targets.magnitudes().forEach(module -> magnitudes.put(module.name(), module));
    for (ModuleTree.Module module : targets.saved()) {
      if (module.kind() == ModuleTree.Kind.LINEAR) {
        saved.put(module.name(), module);
      }
    }
    this.projection =
        method().sharesProjection()
            ? new StoredProjection(folder, SharedProjection.Size.of(targets.lowRank()))
            : null;
    this.modules = inOrder(tree);
    this.shapes = expected();
    checkTensors(targets);
  }

  /**
   * Opens an adapter that PEFT or dora4j saved, or one in another layout that {@link
   * AttachedAdapter#load} reads, and checks names and shapes of its tensors against a model.
   *
   * @throws ModelFileException if the files are not sound, incomplete, or made for another model
   */
  public static StoredAdapter open(Path path, ModelConfig model) {
    AdapterFolder folder = AdapterFolder.open(path);
    try {
      return new StoredAdapter(folder, ModuleTree.of(model));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * What an adapter learns, by its options alone.
   *
   * @throws ModelFileException if there is no adapter or it cannot be read
   */
  public static Method methodOf(Path path) {
    try (AdapterFolder folder = AdapterFolder.open(path)) {
      return folder.config().method();
    }
  }

  private Set<String> inOrder(ModuleTree tree) {
    List<String> names = new ArrayList<>();
    for (ModuleTree.Module module : tree.modules()) {
      String name = module.name();
      if (lowRank.containsKey(name) || magnitudes.containsKey(name) || saved.containsKey(name)) {
        names.add(name);
      }
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(names));
  }

  private void checkTensors(Targets targets) {
    List<String> strangers = new ArrayList<>(folder.tensors().keys());
    shapes.forEach(
        (key, shape) -> {
          folder.require(key);
          folder.requireShape(key, shape);
          strangers.remove(key);
        });
    List<String> others = new ArrayList<>();
    targets.saved().forEach(module -> others.add(PeftKeys.of(module, "")));
    targets.biases().forEach(module -> others.add(PeftKeys.of(module, PeftKeys.BIAS)));
    targets.biases().forEach(module -> others.add(PeftKeys.of(module, PeftKeys.BASE_BIAS)));
    for (Target target : targets.lowRank()) {
      others.add(PeftKeys.of(target.module(), "base_layer."));
      others.add(PeftKeys.of(target.module(), PeftKeys.B_BIAS));
      if (target.module().kind() == ModuleTree.Kind.EMBEDDING) {
        others.add(PeftKeys.of(target.module(), "lora_"));
      }
    }
    strangers.removeIf(key -> others.stream().anyMatch(key::startsWith));
    folder.refuseStrangers(strangers);
  }

  /** Shapes by key of all tensors that make matrices. */
  private Map<String, long[]> expected() {
    Map<String, long[]> expected = new LinkedHashMap<>();
    if (projection != null) {
      expected.putAll(projection.shared());
    }
    for (Target target : lowRank.values()) {
      if (projection != null) {
        expected.putAll(projection.vectors(target));
        continue;
      }
      ModuleTree.Module module = target.module();
      expected.put(PeftKeys.of(module, PeftKeys.A), new long[] {target.rank(), module.inputs()});
      expected.put(PeftKeys.of(module, PeftKeys.B), new long[] {module.outputs(), target.rank()});
      if (method() == Method.DORA) {
        expected.put(PeftKeys.of(module, PeftKeys.MAGNITUDE), new long[] {module.outputs()});
      }
    }
    for (ModuleTree.Module module : magnitudes.values()) {
      expected.put(PeftKeys.of(module, PeftKeys.MAGNITUDE), new long[] {module.outputs()});
    }
    for (ModuleTree.Module module : saved.values()) {
      expected.put(
          PeftKeys.of(module, PeftKeys.WEIGHT), new long[] {module.outputs(), module.inputs()});
    }
    return expected;
  }

  /** What the adapter learns about each targeted weight. */
  public Method method() {
    return folder.config().method();
  }

  /** What PEFT does in silence, a sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** Paths of the linear modules whose weight it changes, in the order of the model. */
  public Set<String> modules() {
    return modules;
  }

  /**
   * What the adapter makes of one weight, in the open scope.
   *
   * @param module one of {@link #modules}
   * @param weight the model's own [out, in], in the type of the model; not copied, and looked at
   *     only where the adapter takes its first part from it (PiSSA, OLoRA)
   * @param device that will compute
   * @throws ModelFileException if a tensor of the adapter holds NaN or infinite numbers
   */
  public AdaptedMatrix matrix(String module, Tensor weight, Device device) {
    Target target = lowRank.get(module);
    if (target != null && projection != null) {
      return projection.matrix(target, device);
    }
    if (target != null) {
      return lowRank(target, weight, device);
    }
    ModuleTree.Module magnitude = magnitudes.get(module);
    if (magnitude != null) {
      return AdaptedMatrix.scaled(tensor(magnitude, PeftKeys.MAGNITUDE), device);
    }
    ModuleTree.Module copy = saved.get(module);
    if (copy == null) {
      throw new IllegalArgumentException(folder.path() + " does not change " + module);
    }
    return AdaptedMatrix.replaced(tensor(copy, PeftKeys.WEIGHT));
  }

  private AdaptedMatrix lowRank(Target target, Tensor weight, Device device) {
    ModuleTree.Module module = target.module();
    Initialisation kind = folder.config().initialisation();
    boolean changesBase = kind == Initialisation.PISSA || kind == Initialisation.OLORA;
    Tensor residual =
        changesBase ? Initialiser.forLoading(kind).linear(target, weight).residual() : null;
    return AdaptedMatrix.updated(
        residual,
        tensor(module, PeftKeys.A),
        tensor(module, PeftKeys.B),
        target.scaling(),
        method() == Method.DORA ? tensor(module, PeftKeys.MAGNITUDE) : null,
        device);
  }

  private Tensor tensor(ModuleTree.Module module, String leaf) {
    String key = PeftKeys.of(module, leaf);
    return folder.checked(key, Objects.requireNonNull(shapes.get(key), key));
  }

  @Override
  public void close() {
    if (projection != null) {
      projection.close();
    }
    folder.close();
  }
}
