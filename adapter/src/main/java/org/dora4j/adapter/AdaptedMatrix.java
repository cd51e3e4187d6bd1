package org.dora4j.adapter;

import java.util.Optional;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The weight W' that an adapter makes of a weight W [out, in], whole or a few rows at a time: W +
 * sBA, m ⊙ (W + sBA) / ‖W + sBA‖, m ⊙ W / ‖W‖, or a trained copy. Computed in one type throughout:
 * F64 to measure it, F32 to store it.
 */
public final class AdaptedMatrix {

  /**
   * The low-rank update s B A.
   *
   * @param a A [r, in], in the type that computes
   * @param b B [out, r], in the same
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

  static AdaptedMatrix scaled(Tensor magnitude, Device device, DType dtype) {
    return new AdaptedMatrix(null, null, placed(magnitude, device, dtype));
  }

  static AdaptedMatrix updated(
      @Nullable Tensor residual,
      Tensor a,
      Tensor b,
      double scaling,
      @Nullable Tensor magnitude,
      Device device,
      DType dtype) {
    return new AdaptedMatrix(
        residual,
        new Factors(placed(a, device, dtype), placed(b, device, dtype), scaling),
        magnitude == null ? null : placed(magnitude, device, dtype));
  }

  /** The update, where there is one. */
  public Optional<Factors> factors() {
    return Optional.ofNullable(factors);
  }

  /**
   * Rows of W'.
   *
   * @param base the same rows of W, in the type and on the device that the matrix was made for
   * @param first number of the first of them
   * @return in that type; {@code base} itself, or a view of a stored copy, where nothing changes it
   */
  public Tensor rows(Tensor base, long first) {
    long count = base.size(0);
    Device device = base.device();
    DType dtype = base.dtype();
    Tensor from = instead == null ? base : placed(instead.narrow(0, first, count), device, dtype);
    Tensor direction = from;
    if (factors != null) {
      Tensor b = factors.b().narrow(0, first, count);
      direction = Ops.addMatmul(from, b, factors.a(), 1, factors.scaling());
    }
    if (magnitude == null) {
      return direction;
    }
    Tensor m = magnitude.narrow(0, first, count);
    Tensor gain = Dora.quotient(m, Ops.rowNorm(direction, dtype)).unsqueeze(1);
    return factors == null ? Ops.mul(direction, gain) : direction.mul_(gain);
  }

  private static Tensor placed(Tensor tensor, Device device, DType dtype) {
    return tensor.to(device).to(dtype);
  }
}
