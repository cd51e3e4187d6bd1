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
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An adapter in its folder, read for what it makes of a model's tensors, one at a time: no model is
 * loaded and none is changed. {@link #matrix} shows one linear layer, {@link MergedWeights} all.
 */
public final class StoredAdapter implements AutoCloseable {

  private final AdapterFolder folder;
  private final ModuleTree tree;
  private final Targets targets;
  private final StoredShapes shapes;
  private final List<String> warnings;
  private final Map<String, Target> lowRank = new LinkedHashMap<>();
  private final Map<String, ModuleTree.Module> magnitudes = new LinkedHashMap<>();
  private final Map<String, ModuleTree.Module> saved = new LinkedHashMap<>();
  private final @Nullable StoredProjection projection;
  private final Set<String> modules;

  private StoredAdapter(AdapterFolder folder, ModuleTree tree) {
    this.folder = folder;
    this.tree = tree;
    this.targets = folder.targets(tree);
    this.warnings = new ArrayList<>(targets.warnings());
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
    this.shapes = StoredShapes.of(folder.config(), targets, tree, projection);
    checkTensors();
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

  private void checkTensors() {
    List<String> strangers = new ArrayList<>(folder.tensors().keys());
    shapes
        .required()
        .forEach(
            (key, shape) -> {
              folder.require(key);
              folder.requireShape(key, shape);
              strangers.remove(key);
            });
    strangers.removeAll(shapes.optional().keySet());
    folder.refuseStrangers(strangers);
  }

  /** What the adapter learns about each targeted weight. */
  public Method method() {
    return folder.config().method();
  }

  /** What PEFT does in silence, a sentence each; tensors that have been read may add to it. */
  public List<String> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  AdapterConfig config() {
    return folder.config();
  }

  Targets targets() {
    return targets;
  }

  ModuleTree tree() {
    return tree;
  }

  /** Paths of the linear modules whose weight it changes, in the order of the model. */
  public Set<String> modules() {
    return modules;
  }

  /**
   * What the adapter makes of one weight, in the open scope.
   *
   * @param module one of {@link #modules}
   * @param weight the model's own [out, in]; not copied, and looked at only where the adapter takes
   *     its first part from it (PiSSA, OLoRA: the rest is in this weight's type) or brings its own
   * @param device that will compute
   * @param dtype in which it will: F32 as a merge in memory does, or F64
   * @throws ModelFileException if a tensor of the adapter holds NaN or infinite numbers
   */
  public AdaptedMatrix matrix(String module, Tensor weight, Device device, DType dtype) {
    Target target = lowRank.get(module);
    if (target != null && projection != null) {
      return projection.matrix(target, ownWeight(target.module(), weight), device, dtype);
    }
    if (target != null) {
      return lowRank(target, weight, device, dtype);
    }
    ModuleTree.Module magnitude = magnitudes.get(module);
    if (magnitude != null) {
      return AdaptedMatrix.scaled(tensor(magnitude, PeftKeys.MAGNITUDE), device, dtype);
    }
    ModuleTree.Module copy = saved.get(module);
    if (copy == null) {
      throw new IllegalArgumentException(folder.path() + " does not change " + module);
    }
    return AdaptedMatrix.replaced(tensor(copy, PeftKeys.WEIGHT));
  }

  private AdaptedMatrix lowRank(Target target, Tensor weight, Device device, DType dtype) {
    ModuleTree.Module module = target.module();
    Initialisation kind = folder.config().initialisation();
    Tensor instead = ownWeight(module, weight);
    if (instead == null && kind.changesBase()) {
      instead = Initialiser.forLoading(kind).linear(target, weight).residual();
    }
    return AdaptedMatrix.updated(
        instead,
        tensor(module, PeftKeys.A),
        tensor(module, PeftKeys.B),
        target.scaling(),
        method() == Method.DORA ? tensor(module, PeftKeys.MAGNITUDE) : null,
        device,
        dtype);
  }

  /**
   * The weight that the file brings along for the model's, on its device and in its type; null
   * where it brings none, or the same.
   */
  @Nullable Tensor ownWeight(ModuleTree.Module module, Tensor weight) {
    if (!brings(module, PeftKeys.BASE_WEIGHT)) {
      return null;
    }
    Tensor own = tensor(module, PeftKeys.BASE_WEIGHT).to(weight.device()).to(weight.dtype());
    if (Ops.identical(own, weight)) {
      return null;
    }
    if (!folder.config().initialisation().changesBase()) {
      warnings.add(BaseWeight.difference(PeftKeys.of(module, PeftKeys.BASE_WEIGHT), own, weight));
    }
    return own;
  }

  /** Whether the file has a tensor that it need not have. */
  boolean brings(ModuleTree.Module module, String leaf) {
    return folder.tensors().keys().contains(PeftKeys.of(module, leaf));
  }

  /** A tensor of the file, of the shape of its place and finite. */
  Tensor tensor(ModuleTree.Module module, String leaf) {
    String key = PeftKeys.of(module, leaf);
    long[] shape = shapes.required().get(key);
    return folder.checked(
        key, shape == null ? Objects.requireNonNull(shapes.optional().get(key), key) : shape);
  }

  Path path() {
    return folder.path();
  }

  @Override
  public void close() {
    if (projection != null) {
      projection.close();
    }
    folder.close();
  }
}
