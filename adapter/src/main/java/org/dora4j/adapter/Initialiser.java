package org.dora4j.adapter;

import org.dora4j.torch.DType;
import org.dora4j.torch.Linalg;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Gives A and B their first values. A module's random numbers depend on the seed and its path only,
 * so they stay the same when other modules are added or left out.
 */
final class Initialiser {

  private static final double ORTHOGONAL_SCALE = 0.1;

  private final Initialisation kind;
  private final long seed;
  private final boolean drawn;

  private Initialiser(Initialisation kind, long seed, boolean drawn) {
    this.kind = kind;
    this.seed = seed;
    this.drawn = drawn;
  }

  /** For a new adapter. */
  static Initialiser of(Initialisation kind, long seed) {
    return new Initialiser(kind, seed, true);
  }

  /** For an adapter whose values come from a file: zeros, and the change of base weights if any. */
  static Initialiser forLoading(Initialisation kind) {
    return new Initialiser(kind, 0, false);
  }

  /** Whether first values count, or will be overwritten. */
  boolean isDrawn() {
    return drawn;
  }

  /**
   * First values, on the weight's device in F32, or F64 where the weight is.
   *
   * @param residual the weight that the base is left with, in its type, or null where it stays
   */
  record Start(Tensor a, Tensor b, @Nullable Tensor residual) {}

  /** A [r, in] and B [out, r] for a weight [out, in]. */
  Start linear(Target target, Weight weight) {
    if (kind.changesBase() && weight.isPacked()) {
      throw new IllegalArgumentException(
          "%s changes the weight of %s, which is kept in few bits; take another initialisation, or a base of 16 bits."
              .formatted(kind.word(), target.name()));
    }
    return switch (kind) {
      case PISSA -> pissa(target, weight.tensor());
      case OLORA -> olora(target, weight.tensor());
      default -> untouched(target, weight);
    };
  }

  /** A [r, V] zeros and B [d, r] normal for a table [V, d]. */
  Start embedding(Target target, Tensor table) {
    Tensor b = zeros(table, table.size(1), target.rank());
    if (drawn) {
      b.copy_(Tensors.normal(0, 1, rng(target, 0), b.shape()));
    }
    return new Start(zeros(table, target.rank(), table.size(0)), b, null);
  }

  private Start untouched(Target target, Weight weight) {
    Tensor a = zeros(weight, target.rank(), weight.size(1));
    Tensor b = zeros(weight, weight.size(0), target.rank());
    if (drawn) {
      switch (kind) {
        case GAUSSIAN -> a.copy_(Tensors.normal(0, 1.0 / target.rank(), rng(target, 0), a.shape()));
        case ORTHOGONAL -> orthogonal(target, a, b);
        default -> {
          double bound = 1 / Math.sqrt((double) a.size(1));
          a.copy_(Tensors.uniform(-bound, bound, rng(target, 0), a.shape()));
        }
      }
    }
    return new Start(a, b, null);
  }

  /** A = √S Uᵀ and B = V √S of the largest singular triplets of W, with s BA their sum. */
  private static Start pissa(Target target, Tensor weight) {
    Linalg.Svd svd = Linalg.svd(wide(weight));
    long r = target.rank();
    Tensor root = Ops.mul(svd.s().narrow(0, 0, r), 1 / target.scaling()).sqrt_();
    Tensor a = Ops.mul(svd.vh().narrow(0, 0, r), root.unsqueeze(1));
    Tensor b = Ops.mul(svd.u().narrow(1, 0, r), root);
    return new Start(a, b, residual(target, weight, a, b));
  }

  /** B and A are the first columns of Q and rows of R of W = QR; W loses s BA. */
  private static Start olora(Target target, Tensor weight) {
    Linalg.Qr qr = Linalg.qr(wide(weight));
    long r = target.rank();
    Tensor a = qr.r().narrow(0, 0, r).contiguous();
    Tensor b = qr.q().narrow(1, 0, r).contiguous();
    return new Start(a, b, residual(target, weight, a, b));
  }

  private static Tensor residual(Target target, Tensor weight, Tensor a, Tensor b) {
    return Ops.addMatmul(wide(weight), b, a, 1, -target.scaling()).to(weight.dtype());
  }

  /** Even rows of an orthogonal matrix go into A, odd ones into B, so that BA = 0. */
  private void orthogonal(Target target, Tensor a, Tensor b) {
    long r = target.rank();
    Tensor q = Linalg.qr(Tensors.normal(0, 1, rng(target, 0), r, r)).q();
    Tensor pairs = q.view(r / 2, 2, r);
    Tensor left = Tensors.normal(0, ORTHOGONAL_SCALE, rng(target, 1), a.size(1), r / 2);
    Tensor right = Tensors.normal(0, ORTHOGONAL_SCALE, rng(target, 2), b.size(0), r / 2);
    a.copy_(Ops.matmul(left, pairs.select(1, 0)).t());
    b.copy_(Ops.matmul(right, pairs.select(1, 1)));
  }

  private Rng rng(Target target, long use) {
    return Rng.of(seed, target.name().hashCode(), use);
  }

  private static Tensor zeros(Weight like, long... shape) {
    return Tensors.zeros(master(like.dtype()), like.device(), shape);
  }

  private static Tensor wide(Tensor weight) {
    return weight.to(master(weight.dtype()));
  }

  /** Type of trained values: F32, or F64 where the model is. */
  static DType master(DType model) {
    return model == DType.F64 ? DType.F64 : DType.F32;
  }

  /** ‖W‖ of each row in the type of trained values. */
  static Tensor rowNorms(Tensor weight) {
    return Ops.rowNorm(weight, master(weight.dtype()));
  }
}
