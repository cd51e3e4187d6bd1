package org.dora4j.adapter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dora4j.model.checkpoint.ExpectedTensors;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.WeightChecks;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights with a stored adapter's changes in them, made when they are asked for and not
 * kept: memory holds one tensor and its few copies, whatever the size of the model. What the
 * adapter changes is computed in F32, or F64 where the model is; all else passes as it is stored.
 *
 * <p>The values are those that {@link AttachedAdapter#mergeAndDetach} gives a model opened in F32.
 */
public final class MergedWeights implements WeightSource {

  private static final String HEAD = ModuleTree.HEAD + ".weight";
  private static final String EMBEDDING = ModuleTree.EMBEDDING + ".weight";

  private final ModelFiles base;
  private final Device device;
  private final @Nullable MergePlan plan;
  private final ModelConfig config;
  private final Map<String, long[]> shapes;

  /**
   * Reads nothing yet.
   *
   * @param base stays open, and open for as long as tensors are asked for
   * @param adapter opened for the same model and open as long, or null to pass the base alone
   * @param device that computes
   * @throws IllegalStateException if the adapter's lora_bias has no bias to go into
   */
  public MergedWeights(ModelFiles base, @Nullable StoredAdapter adapter, Device device) {
    this.base = base;
    this.device = device;
    this.plan = adapter == null ? null : new MergePlan(adapter);
    this.config =
        plan != null && plan.unties() ? base.config().withTiedEmbeddings(false) : base.config();
    this.shapes = ExpectedTensors.of(config);
  }

  /** The merged model's configuration: its head may have come apart from the embedding. */
  public ModelConfig config() {
    return config;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  @Override
  public long[] shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name).clone();
  }

  @Override
  public DType dtype(String name) {
    DType stored = base.weights().dtype(source(name));
    return changes(name).isEmpty() ? stored : Initialiser.master(stored);
  }

  /**
   * {@inheritDoc}
   *
   * @throws org.dora4j.model.file.ModelFileException if the model's tensor, or one of the adapter's
   *     for it, holds NaN or infinite numbers
   * @throws IllegalStateException if merging would give such numbers
   */
  @Override
  public Tensor tensor(String name) {
    try (Scope scope = Scope.open()) {
      Tensor stored = base.weights().tensor(source(name));
      WeightChecks.requireFinite(base.location().toString(), source(name), stored);
      List<MergePlan.Change> all = changes(name);
      if (all.isEmpty()) {
        return scope.keep(stored);
      }
      Tensor merged = merged(stored, all);
      if (!Ops.allFinite(merged)) {
        throw AttachedAdapter.notFinite(name);
      }
      return scope.keep(merged.to(Device.CPU));
    }
  }

  private Tensor merged(Tensor stored, List<MergePlan.Change> all) {
    try (Scope scope = Scope.open()) {
      Tensor original = stored.to(device).to(Initialiser.master(stored.dtype()));
      Tensor now = original;
      for (MergePlan.Change change : all) {
        now = change.apply(original, now);
      }
      return scope.keep(now);
    }
  }

  private List<MergePlan.Change> changes(String name) {
    return plan == null ? List.of() : plan.of(name);
  }

  /** A head that comes apart begins as the embedding's table. */
  private String source(String name) {
    return name.equals(HEAD) && base.config().tiedEmbeddings() ? EMBEDDING : name;
  }

  @Override
  public void done(String name) {
    base.weights().done(source(name));
  }

  /** Model and adapter belong to the caller. */
  @Override
  public void close() {}
}
