package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/**
 * DoRA's gradient of the magnitude: dm += Σₜ dy ⊙ y / m, where y = x W'ᵀ, or Σₜ dy ⊙ z / n, where z
 * = x Vᵀ and n = ‖V‖. Rows whose gain m/n is almost 0 have no y that could be divided by m: for
 * them z is computed anew from V's row.
 */
public final class MagnitudeGradient {

  /** Below this gain dm is not recovered from y = g z by division. */
  private static final double LEAST_GAIN = 1e-4;

  private static final int THREADS = 256;

  /** Blocks that keep a large GPU busy. */
  private static final long BLOCKS = 1024;

  private MagnitudeGradient() {}

  /**
   * What z's rows are computed from where y says nothing.
   *
   * @param gain g = m/n [out]
   * @param norm n [out]
   * @param x the layer's input [N, in]
   * @param weight W [out, in], dense or packed
   * @param a A [r, in]
   * @param b B [out, r]
   * @param scaling s
   */
  public record Direction(
      Tensor gain, Tensor norm, Tensor x, Weight weight, Tensor a, Tensor b, double scaling) {}

  /**
   * Adds Σₜ dy ⊙ product / divisor to the gradient; a divisor of 0 adds nothing.
   *
   * @param gradient dm [out], F32 or wider
   * @param dy [N, out]
   * @param product y or z [N, out]
   * @param divisor m or n [out]
   * @param direction needed where {@code product} is y, else null
   */
  public static void add(
      Tensor gradient, Tensor dy, Tensor product, Tensor divisor, @Nullable Direction direction) {
    if (gradient.dtype() == DType.F32
        && Kernels.fit(dy, product, direction == null ? null : direction.x())
        && (direction == null || readable(direction.weight(), dy.dtype()))) {
      addOnGpu(gradient, dy, product, divisor, direction);
    } else {
      addPlain(gradient, dy, product, divisor, direction);
    }
  }

  private static boolean readable(Weight weight, DType dtype) {
    return weight.dtype() == dtype && (!(weight instanceof Tensor dense) || Kernels.fit(dense));
  }

  static void addPlain(
      Tensor gradient, Tensor dy, Tensor product, Tensor divisor, @Nullable Direction direction) {
    try (Scope scope = Scope.open()) {
      Tensor sum = Ops.sum(Ops.mul(dy, product), 0, false, gradient.dtype());
      Tensor dm = quotient(sum, divisor);
      gradient.add_(direction == null ? dm : exactWhereGainIsSmall(dm, dy, direction));
    }
  }

  /** a / b, and 0 where b is 0. */
  private static Tensor quotient(Tensor a, Tensor b) {
    return Ops.where(Ops.equal(b, 0), Tensors.zerosLike(a), Ops.div(a, b));
  }

  private static Tensor exactWhereGainIsSmall(Tensor dm, Tensor dy, Direction direction) {
    Tensor small = Ops.lessOrEqual(Ops.abs(direction.gain()), LEAST_GAIN);
    if (Ops.sum(small.to(DType.F32)).item() == 0) {
      return dm;
    }
    Tensor rows = Ops.nonZero(small).view(-1);
    Tensor w = Ops.indexSelect(direction.weight().tensor(), 0, rows);
    Tensor b = Ops.indexSelect(direction.b(), 0, rows).to(w.dtype());
    Tensor v = Ops.addMatmul(w, b, direction.a().to(w.dtype()), 1, direction.scaling());
    Tensor z = Ops.linear(direction.x(), v);
    Tensor sum = Ops.sum(Ops.mul(Ops.indexSelect(dy, 1, rows), z), 0, false, dm.dtype());
    return dm.indexCopy_(0, rows, quotient(sum, Ops.indexSelect(direction.norm(), 0, rows)));
  }

  private static void addOnGpu(
      Tensor gradient, Tensor dy, Tensor product, Tensor divisor, @Nullable Direction direction) {
    int columns = (int) dy.size(1);
    Device device = dy.device();
    try (Scope scope = Scope.open()) {
      Tensor partial = partialDots(dy, product);
      int packing = direction == null ? 0 : WeightArgument.packing(direction.weight());
      KernelForm form = new KernelForm(dy.dtype(), 1, 0, packing);
      Kernel finish = Kernel.of("magnitude_gradient", "magnitude_gradient", form, 0, device);
      long blocks = (columns + THREADS - 1) / THREADS;
      Object[] exact = arguments(direction);
      finish.launch(
          blocks,
          1,
          THREADS,
          partial,
          divisor,
          exact[0],
          exact[1],
          dy,
          exact[2],
          exact[3],
          exact[4],
          exact[5],
          gradient,
          (int) partial.size(0),
          columns,
          (int) dy.size(0),
          exact[6],
          exact[7],
          exact[8],
          (float) LEAST_GAIN);
    }
  }

  /** Sums over chunks of tokens of dy ⊙ product, on a GPU: [chunks, out] F32. */
  static Tensor partialDots(Tensor dy, Tensor product) {
    int columns = (int) dy.size(1);
    int rows = (int) dy.size(0);
    int width = Kernels.width(dy.dtype(), columns, dy, product);
    long columnBlocks = (columns / width + 31) / 32;
    long chunk = Math.max(8, (rows * columnBlocks / BLOCKS + 8) / 8 * 8);
    int chunks = (int) ((rows + chunk - 1) / chunk);
    Tensor partial = Tensors.empty(DType.F32, dy.device(), chunks, columns);
    Kernel.of("magnitude_gradient", "partial_dots", dy.dtype(), width, dy.device())
        .launch(columnBlocks, chunks, THREADS, dy, product, partial, rows, columns, (int) chunk);
    return partial;
  }

  /** Gain, norm, x, W, A, B, inputs, rank and scaling as the kernel takes them. */
  private static @Nullable Object[] arguments(@Nullable Direction direction) {
    if (direction == null) {
      return new Object[] {null, null, null, new WeightArgument(null), null, null, 0, 0, 0f};
    }
    return new Object[] {
      direction.gain(),
      direction.norm(),
      direction.x(),
      new WeightArgument(direction.weight()),
      direction.a(),
      direction.b(),
      (int) direction.x().size(1),
      (int) direction.a().size(0),
      (float) direction.scaling()
    };
  }
}
