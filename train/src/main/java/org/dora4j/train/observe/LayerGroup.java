package org.dora4j.train.observe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.adapter.Dora;
import org.dora4j.adapter.Dvora;
import org.dora4j.adapter.LinearAdapter;
import org.dora4j.adapter.Lora;
import org.dora4j.adapter.LowRank;
import org.dora4j.adapter.Magnitude;
import org.dora4j.adapter.Vera;
import org.dora4j.adapter.VeraUpdate;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Adapted layers of one shape, L of them, measured together. The norm of the update follows from
 * two r × r matrices for each layer:
 *
 * <pre>
 *   ‖BA‖² = tr((BA)ᵀ BA) = tr((BᵀB)(AAᵀ)) = Σᵢⱼ (BᵀB)ᵢⱼ (AAᵀ)ᵢⱼ
 * </pre>
 *
 * VeRA's A and B are here Λd A and Λb B, made for the moment and so wide that layers come one by
 * one.
 */
final class LayerGroup implements AutoCloseable {
  private static final double DEAD = 1e-3;

  private final List<Integer> indices;
  private final List<LowRank> lowRanks;
  private final List<VeraUpdate> scaled;
  private final List<Parameter> magnitudes;
  private final Device device;

  /** 1/‖w‖ of each row [L, out], 0 for a row of zeros. */
  private final Tensor inverseRowNorms;

  /** 1 for each row that is not all zeros, else 0: [L, out]. */
  private final Tensor present;

  /** ‖W‖ of each layer [L] in F64. */
  private final Tensor weightNorms;

  private LayerGroup(List<Integer> indices, List<LinearAdapter> layers) {
    this.indices = List.copyOf(indices);
    this.lowRanks = parts(layers, LayerGroup::lowRank);
    this.scaled = parts(layers, LayerGroup::scaled);
    this.magnitudes = parts(layers, LayerGroup::magnitude);
    try (Scope scope = Scope.open()) {
      List<Tensor> norms = layers.stream().map(LayerGroup::rowNorms).toList();
      Tensor rows = Ops.stack(norms, 0);
      this.device = rows.device();
      this.present = Ops.notEqual(rows, 0).to(rows.dtype()).retain();
      Tensor zeros = Tensors.zerosLike(rows);
      this.inverseRowNorms = Ops.where(Ops.equal(rows, 0), zeros, Ops.div(present, rows)).retain();
      this.weightNorms = Ops.rowNorm(rows, DType.F64).retain();
    }
  }

  /**
   * @param indices numbers of the group's layers among {@code all}; they are alike by {@link
   *     #shape}
   */
  static LayerGroup of(List<Integer> indices, List<LinearAdapter> all) {
    return new LayerGroup(indices, indices.stream().map(all::get).toList());
  }

  /** Equal for layers that can be stacked. */
  static String shape(LinearAdapter layer) {
    LowRank lowRank = lowRank(layer);
    VeraUpdate scaled = scaled(layer);
    return Arrays.toString(layer.base().weight().shape())
        + (lowRank != null ? lowRank.rank() : scaled != null ? scaled.rank() : 0)
        + (magnitude(layer) != null);
  }

  List<Integer> indices() {
    return indices;
  }

  /** All {@link Statistic}s [7, L] in F64 on the layers' device; NaN where a layer has none. */
  Tensor measure() {
    try (Scope scope = Scope.open()) {
      Tensor none = Tensors.full(Double.NaN, DType.F64, device, indices.size());
      Tensor[] rows = new Tensor[Statistic.values().length];
      Arrays.fill(rows, none);
      if (!lowRanks.isEmpty()) {
        measureUpdate(rows);
      }
      if (!scaled.isEmpty()) {
        measureScaled(rows);
      }
      if (!magnitudes.isEmpty()) {
        rows[Statistic.MAGNITUDE.ordinal()] = magnitudeChange();
        set(rows, Statistic.GRADIENT_M, magnitudes);
      }
      return scope.keep(Ops.stack(Arrays.asList(rows), 0));
    }
  }

  private void measureUpdate(Tensor[] rows) {
    List<Parameter> as = lowRanks.stream().map(LowRank::a).toList();
    List<Parameter> bs = lowRanks.stream().map(LowRank::b).toList();
    Tensor a = values(as); // [L, r, in]
    Tensor b = values(bs); // [L, out, r]
    setNorms(rows, updateNorms(a, b).mul_(scalings()));
    set(rows, Statistic.GRADIENT_A, as);
    set(rows, Statistic.GRADIENT_B, bs);
    rows[Statistic.DEAD_RANKS.ordinal()] = deadRanks(a, b);
  }

  private void measureScaled(Tensor[] rows) {
    List<Tensor> norms = new ArrayList<>();
    List<Tensor> dead = new ArrayList<>();
    for (VeraUpdate update : scaled) {
      try (Scope scope = Scope.open()) {
        Tensor a = update.scaledA().unsqueeze(0);
        Tensor b = update.scaledB().unsqueeze(0);
        norms.add(scope.keep(updateNorms(a, b)));
        dead.add(scope.keep(deadRanks(a, b)));
      }
    }
    setNorms(rows, Ops.cat(norms, 0));
    rows[Statistic.DEAD_RANKS.ordinal()] = Ops.cat(dead, 0);
    set(rows, Statistic.GRADIENT_A, scaled.stream().map(VeraUpdate::d).toList());
    set(rows, Statistic.GRADIENT_B, scaled.stream().map(VeraUpdate::b).toList());
  }

  private void setNorms(Tensor[] rows, Tensor norms) {
    rows[Statistic.NORM.ordinal()] = norms;
    rows[Statistic.RELATIVE.ordinal()] = Ops.div(norms, weightNorms);
  }

  /** ‖BA‖ of A [L, r, in] and B [L, out, r]: [L] in F64. */
  private static Tensor updateNorms(Tensor a, Tensor b) {
    Tensor gramA = Ops.matmul(a, a.transpose(1, 2)).to(DType.F64); // [L, r, r]
    Tensor gramB = Ops.matmul(b.transpose(1, 2), b).to(DType.F64);
    Tensor products = Ops.mul(gramA, gramB).view(a.size(0), -1);
    return Ops.sqrt(Ops.clampMin(Ops.sum(products, 1, false), 0));
  }

  /** How many ‖bᵢ‖‖aᵢ‖ are below a thousandth of the largest: [L]. */
  private static Tensor deadRanks(Tensor a, Tensor b) {
    Tensor squares = Ops.mul(Ops.sum(Ops.square(a), 2, false), Ops.sum(Ops.square(b), 1, false));
    Tensor sizes = Ops.sqrt(squares); // [L, r]
    Tensor largest = Ops.topK(sizes, 1).first(); // [L, 1]
    return Ops.sum(Ops.lessThan(sizes, Ops.mul(largest, DEAD)), 1, false, DType.F64);
  }

  private Tensor magnitudeChange() {
    Tensor change = Ops.abs(values(magnitudes).mul_(inverseRowNorms).sub_(present));
    return Ops.sum(change, 1, false, DType.F64).mul_(1.0 / change.size(1));
  }

  /** The scaling s of each layer: [L]. */
  private Tensor scalings() {
    double[] s = lowRanks.stream().mapToDouble(LowRank::scaling).toArray();
    return Tensors.of(s, s.length).to(device);
  }

  private void set(Tensor[] rows, Statistic statistic, List<Parameter> parameters) {
    if (parameters.stream().allMatch(Parameter::isTrainable)) {
      Tensor gradients = Ops.stack(parameters.stream().map(Parameter::gradient).toList(), 0);
      Tensor flat = gradients.view(indices.size(), -1);
      rows[statistic.ordinal()] = Ops.rowNorm(flat, gradients.dtype()).to(DType.F64);
    }
  }

  /** A copy of the values, stacked. */
  private static Tensor values(List<Parameter> parameters) {
    return Ops.stack(parameters.stream().map(Parameter::value).toList(), 0);
  }

  private static Tensor rowNorms(LinearAdapter layer) {
    Tensor weight = layer.base().weight().value();
    return Ops.rowNorm(weight, weight.dtype() == DType.F64 ? DType.F64 : DType.F32);
  }

  private static @Nullable LowRank lowRank(LinearAdapter layer) {
    return layer instanceof Dora dora
        ? dora.lowRank()
        : layer instanceof Lora lora ? lora.lowRank() : null;
  }

  private static @Nullable VeraUpdate scaled(LinearAdapter layer) {
    return layer instanceof Vera vera
        ? vera.update()
        : layer instanceof Dvora dvora ? dvora.update() : null;
  }

  private static @Nullable Parameter magnitude(LinearAdapter layer) {
    return layer instanceof Dora dora
        ? dora.magnitude()
        : layer instanceof Dvora dvora
            ? dvora.magnitude()
            : layer instanceof Magnitude only ? only.magnitude() : null;
  }

  private interface Part<T> {
    @Nullable T of(LinearAdapter layer);
  }

  private static <T> List<T> parts(List<LinearAdapter> layers, Part<T> part) {
    List<T> all = new ArrayList<>();
    for (LinearAdapter layer : layers) {
      T one = part.of(layer);
      if (one != null) {
        all.add(one);
      }
    }
    return all;
  }

  @Override
  public void close() {
    inverseRowNorms.close();
    present.close();
    weightNorms.close();
  }
}
