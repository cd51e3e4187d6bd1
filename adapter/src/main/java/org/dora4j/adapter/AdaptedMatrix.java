package org.dora4j.adapter;

import java.util.Optional;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weight W' that an adapter makes of a weight W [out, in], a few rows at a time and in F64: W +
 * sBA, m ⊙ (W + sBA) / ‖W + sBA‖, m ⊙ W / ‖W‖, or a trained copy.
 */
public final class AdaptedMatrix {

  /**
   * The low-rank update s B A.
   *
   * @param a A [r, in], F64
   * @param b B [out, r], F64
   * @param scaling s
   */
  public record Factors(Tensor a, Tensor b, double scaling) {}

  private final @Nullable Tensor instead;
  private final @Nullable Factors factors;
  private final @Nullable Tensor magnitude;

  private AdaptedMatrix(
      @Nullable Tensor instead, @Nullable Factors factors, @Nullable Tensor magnitude) {
    this.instead = instead;
    this.factors = factors;
    this.magnitude = magnitude;
  }

  static AdaptedMatrix replaced(Tensor copy) {
    return new AdaptedMatrix(copy, null, null);
  }

  static AdaptedMatrix scaled(Tensor magnitude, Device device) {
    return new AdaptedMatrix(null, null, wide(magnitude, device));
  }

  static AdaptedMatrix updated(
      @Nullable Tensor residual,
      Tensor a,
      Tensor b,
      double scaling,
      @Nullable Tensor magnitude,
      Device device) {
    return new AdaptedMatrix(
        residual,
        new Factors(wide(a, device), wide(b, device), scaling),
        magnitude == null ? null : wide(magnitude, device));
  }

  /** The update, where there is one. */
  public Optional<Factors> factors() {
    return Optional.ofNullable(factors);
  }

  /**
   * Rows of W'.
   *
   * @param base the same rows of W, F64, on the device that the matrix was made for
   * @param first number of the first of them
   */
  public Tensor rows(Tensor base, long first) {
    long count = base.size(0);
    Device device = base.device();
    Tensor from = instead == null ? base : wide(instead.narrow(0, first, count), device);
    Tensor direction = from;
    if (factors != null) {
      Tensor b = factors.b().narrow(0, first, count);
      direction = Ops.addMatmul(from, b, factors.a(), 1, factors.scaling());
    }
    if (magnitude == null) {
      return direction;
    }
    Tensor m = magnitude.narrow(0, first, count);
    Tensor gain = Dora.quotient(m, Ops.rowNorm(direction, DType.F64));
    return Ops.mul(direction, gain.unsqueeze(1));
  }

  private static Tensor wide(Tensor tensor, Device device) {
    return tensor.to(device).to(DType.F64);
  }
}
