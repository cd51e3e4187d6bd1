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
 * W' = g ⊙ (W + s B A), row by row: what a weight and its low-rank update are together, and the
 * norms that DoRA's gain g = m / ‖W + s B A‖ follows from.
 *
 * <p>In half precision W' is rounded up or down at random, up as often as the remainder says, from
 * a key that forward and backward share: rounding to the nearest element would swallow every update
 * smaller than half a unit in the last place of W, that is, the first steps of a training.
 */
public final class MergedWeight {

  /** The kernels hold 32 columns of A in registers: more ranks would not fit. */
  static final int MOST_RANK = 64;

  /** Of a block of the kernels. */
  private static final int ROWS = 64;

  private static final int COLUMNS = 128;

  /** Of shared memory for 64 rows of B, per rank. */
  private static final int BYTES_PER_RANK = 256;

  private static final int THREADS = 128;

  /** Blocks that keep a large GPU busy. */
  private static final long BLOCKS = 1056;

  private MergedWeight() {}

  /**
   * A frozen weight and its update.
   *
   * @param weight W [out, in], dense or packed
   * @param a A [r, in] and {@code b} B [out, r], F32 or wider
   * @param scaling s
   */
  public record Update(Weight weight, Tensor a, Tensor b, double scaling) {}

  /**
   * What follows from the parameters alone.
   *
   * @param norm n = ‖W + s B A‖ of each row [out] in F32 or wider; null without a magnitude
   * @param gain g = m / n [out], 0 for a row of zeros; null without a magnitude
   * @param gainColumn the gain as [out, 1], a view
   * @param gainedB g ⊙ B [out, r] in W's type
   * @param transposedA Aᵀ [in, r] in W's type, a view
   */
  public record Gains(
      @Nullable Tensor norm,
      @Nullable Tensor gain,
      @Nullable Tensor gainColumn,
      Tensor gainedB,
      Tensor transposedA) {}

  /** Whether half-precision weights of this kind can be merged: it takes the kernel. */
  public static boolean mergesHalves(Weight weight, long rank) {
    return rank <= MOST_RANK && Kernels.packsHalves(weight);
  }

  /**
   * Norms, gains and the thin factors in W's type.
   *
   * @param magnitude m [out], or null for LoRA
   * @param merged filled with W', where there is one
   * @param key names the random numbers of W's rounding in half precision
   */
  public static Gains gains(
      Update update, @Nullable Tensor magnitude, @Nullable Tensor merged, long key) {
    if (!mergesHalves(update.weight(), update.a().size(0))) {
      return gainsPlain(update, magnitude, merged);
    }
    Gains gains = gainsOnGpu(update, magnitude);
    if (merged != null) {
      of(update, gains.gain(), 0, key, merged);
    }
    return gains;
  }

  static Gains gainsPlain(Update update, @Nullable Tensor magnitude, @Nullable Tensor merged) {
    DType dtype = update.weight().dtype();
    try (Scope scope = Scope.open()) {
      Tensor transposedA = scope.keep(update.a().to(dtype).t());
      if (magnitude == null) {
        if (merged != null) {
          direction(update, update.weight().tensor(), merged);
        }
        return new Gains(null, null, null, scope.keep(update.b().to(dtype)), transposedA);
      }
      Tensor wide = update.weight().tensor().to(dtype.bytes() < 4 ? DType.F32 : dtype);
      boolean ours = update.weight().isPacked() && merged == null;
      Tensor v = direction(update, wide, ours ? wide : merged);
      Tensor n = scope.keep(Ops.rowNorm(v, magnitude.dtype()));
      Tensor g = Ops.where(Ops.equal(n, 0), Tensors.zerosLike(n), Ops.div(magnitude, n));
      if (merged != null) {
        v.mul_(g.unsqueeze(1));
      }
      Tensor column = scope.keep(g.unsqueeze(1));
      return new Gains(
          n, scope.keep(g), column, scope.keep(Ops.mul(update.b(), column).to(dtype)), transposedA);
    }
  }

  private static Tensor direction(Update update, Tensor weight, @Nullable Tensor out) {
    DType dtype = weight.dtype();
    Tensor b = update.b().to(dtype);
    Tensor a = update.a().to(dtype);
    return out == null
        ? Ops.addMatmul(weight, b, a, 1, update.scaling())
        : Ops.addMatmulInto(out, weight, b, a, update.scaling());
  }

  private static Gains gainsOnGpu(Update update, @Nullable Tensor magnitude) {
    Weight w = update.weight();
    Device device = w.device();
    long rows = w.size(0);
    long rank = update.a().size(0);
    Tensor gainedB = Tensors.empty(w.dtype(), device, rows, rank);
    Tensor narrowA = Tensors.empty(w.dtype(), device, rank, w.size(1));
    Tensor norm = magnitude == null ? null : Tensors.empty(DType.F32, device, rows);
    Tensor gain = magnitude == null ? null : Tensors.empty(DType.F32, device, rows);
    int splits = splits(w);
    try (Scope scope = Scope.open()) {
      Tensor partial = magnitude == null ? null : rowSquares(update, splits);
      kernel("gains", w, rank)
          .launch(
              Math.min(BLOCKS, (Math.max(rows, w.size(1)) * rank + 255) / 256),
              1,
              256,
              partial,
              magnitude,
              update.a(),
              update.b(),
              norm,
              gain,
              gainedB,
              narrowA,
              splits,
              (int) rows,
              (int) w.size(1),
              (int) rank);
    }
    return new Gains(norm, gain, gain == null ? null : gain.unsqueeze(1), gainedB, narrowA.t());
  }

  /** Sums of squares of the rows of W + s B A over parts of the columns: [splits, out]. */
  private static Tensor rowSquares(Update update, int splits) {
    Weight w = update.weight();
    long rows = w.size(0);
    long rank = update.a().size(0);
    Tensor partial = Tensors.empty(DType.F32, w.device(), splits, rows);
    kernel("row_squares", w, rank)
        .launch(
            (rows + ROWS - 1) / ROWS,
            splits,
            THREADS,
            new WeightArgument(w),
            update.a(),
            update.b(),
            partial,
            (int) rows,
            (int) w.size(1),
            (int) rank,
            (float) update.scaling());
    return partial;
  }

  /**
   * (g + offset) ⊙ W + s g ⊙ (B A) in W's type, into {@code out} where there is one.
   *
   * @param gain g [out], or null for ones
   * @param offset 0 for W'; −1 for what the adapter adds to W
   * @param key names the random numbers of the rounding in half precision
   */
  public static Tensor of(
      Update update, @Nullable Tensor gain, double offset, long key, @Nullable Tensor out) {
    return mergesHalves(update.weight(), update.a().size(0))
        ? onGpu(update, gain, offset, key, out)
        : plain(update, gain, offset, out);
  }

  static Tensor plain(Update update, @Nullable Tensor gain, double offset, @Nullable Tensor out) {
    try (Scope scope = Scope.open()) {
      Tensor w = update.weight().tensor();
      // A packed weight's tensor is nobody else's.
      boolean ours = update.weight().isPacked() && out == null && offset == 0;
      Tensor merged = direction(update, w, ours ? w : out);
      if (gain != null) {
        merged.mul_(gain.unsqueeze(1));
      }
      return scope.keep(offset == 0 ? merged : merged.add_(w, offset));
    }
  }

  private static Tensor onGpu(
      Update update, @Nullable Tensor gain, double offset, long key, @Nullable Tensor out) {
    Weight w = update.weight();
    Tensor merged = out == null ? Tensors.empty(w.dtype(), w.device(), w.shape()) : out;
    long rank = update.a().size(0);
    kernel("merge", w, rank)
        .launch(
            (w.size(0) + ROWS - 1) / ROWS,
            splits(w),
            THREADS,
            new WeightArgument(w),
            update.a(),
            update.b(),
            gain,
            merged,
            (int) w.size(0),
            (int) w.size(1),
            (int) rank,
            (float) update.scaling(),
            (float) offset,
            DropoutDraw.fold(key));
    return merged;
  }

  /** Into how many parts the columns are split, so that there are enough blocks. */
  private static int splits(Weight weight) {
    long rowBlocks = (weight.size(0) + ROWS - 1) / ROWS;
    long tiles = (weight.size(1) + COLUMNS - 1) / COLUMNS;
    return (int) Math.max(1, Math.min(tiles, BLOCKS / rowBlocks));
  }

  /** The rank that the kernel is compiled for. */
  static int padded(int rank) {
    return (rank + 7) / 8 * 8;
  }

  private static Kernel kernel(String function, Weight weight, long rank) {
    int padded = padded((int) rank);
    return Kernel.of(
        "merge",
        function,
        new KernelForm(weight.dtype(), 8, padded, WeightArgument.packing(weight)),
        padded * BYTES_PER_RANK,
        weight.device());
  }
}
