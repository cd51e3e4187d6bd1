package org.dora4j.torch;

import static org.dora4j.torch.Tensor.op;

import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Functions of tensors. Shapes broadcast as in PyTorch; results are new tensors of the open scope.
 */
public final class Ops {

  private Ops() {}

  /** Two tensors that one operation returns. */
  public record Pair(Tensor first, Tensor second) {}

  public static Tensor add(Tensor a, Tensor b) {
    return op(() -> torch.add(a.torch, b.torch));
  }

  public static Tensor add(Tensor a, double b) {
    return op(() -> torch.add(a.torch, new Scalar(b)));
  }

  /** {@code a + factor * b}. */
  public static Tensor add(Tensor a, Tensor b, double factor) {
    return op(() -> torch.add(a.torch, b.torch, new Scalar(factor)));
  }

  public static Tensor sub(Tensor a, Tensor b) {
    return op(() -> torch.sub(a.torch, b.torch));
  }

  public static Tensor mul(Tensor a, Tensor b) {
    return op(() -> torch.mul(a.torch, b.torch));
  }

  public static Tensor mul(Tensor a, double b) {
    return op(() -> torch.mul(a.torch, new Scalar(b)));
  }

  /** {@code out = a ⊙ b} without new memory; returns {@code out}. */
  public static Tensor mulInto(Tensor out, Tensor a, Tensor b) {
    try {
      torch.mul_out(out.torch, a.torch, b.torch);
      return out;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  public static Tensor div(Tensor a, Tensor b) {
    return op(() -> torch.div(a.torch, b.torch));
  }

  /** {@code a += value} in integers; returns {@code a}. */
  public static Tensor addInto(Tensor a, long value) {
    try {
      a.torch.add_(new Scalar(value));
      return a;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** Quotients of integers, rounded down. */
  public static Tensor floorDiv(Tensor a, long b) {
    return op(() -> torch.floor_divide(a.torch, new Scalar(b)));
  }

  /** What {@link #floorDiv} leaves over. */
  public static Tensor remainder(Tensor a, long b) {
    return op(() -> torch.remainder(a.torch, new Scalar(b)));
  }

  public static Tensor neg(Tensor a) {
    return op(() -> torch.neg(a.torch));
  }

  /** To the nearest integer, halves to the even one. */
  public static Tensor round(Tensor a) {
    return op(() -> torch.round(a.torch));
  }

  public static Tensor abs(Tensor a) {
    return op(() -> torch.abs(a.torch));
  }

  public static Tensor exp(Tensor a) {
    return op(() -> torch.exp(a.torch));
  }

  public static Tensor log(Tensor a) {
    return op(() -> torch.log(a.torch));
  }

  public static Tensor cos(Tensor a) {
    return op(() -> torch.cos(a.torch));
  }

  public static Tensor sin(Tensor a) {
    return op(() -> torch.sin(a.torch));
  }

  public static Tensor sqrt(Tensor a) {
    return op(() -> torch.sqrt(a.torch));
  }

  public static Tensor rsqrt(Tensor a) {
    return op(() -> torch.rsqrt(a.torch));
  }

  public static Tensor square(Tensor a) {
    return op(() -> torch.square(a.torch));
  }

  public static Tensor sigmoid(Tensor a) {
    return op(() -> torch.sigmoid(a.torch));
  }

  /** x · σ(x). */
  public static Tensor silu(Tensor a) {
    return op(() -> torch.silu(a.torch));
  }

  /** Gradient of {@link #silu} at {@code x}, given the gradient {@code dy} of its result. */
  public static Tensor siluBackward(Tensor dy, Tensor x) {
    return op(() -> torch.silu_backward(dy.torch, x.torch));
  }

  public static Tensor clampMin(Tensor a, double least) {
    return op(() -> torch.clamp_min(a.torch, new Scalar(least)));
  }

  public static Tensor softmax(Tensor a, int dim) {
    return op(() -> torch.softmax(a.torch, dim));
  }

  public static Tensor logSoftmax(Tensor a, int dim) {
    return op(() -> torch.log_softmax(a.torch, dim));
  }

  /**
   * {@code out = log softmax(a)} along a dimension; {@code out} may be {@code a}. Returns {@code
   * out}.
   */
  public static Tensor logSoftmaxInto(Tensor out, Tensor a, int dim) {
    try {
      torch.log_softmax_out(out.torch, a.torch, (long) dim);
      return out;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  public static Tensor logSumExp(Tensor a, int dim) {
    return op(() -> torch.logsumexp(a.torch, dim));
  }

  public static Tensor sum(Tensor a) {
    return op(() -> torch.sum(a.torch));
  }

  public static Tensor sum(Tensor a, int dim, boolean keepDim) {
    return op(() -> torch.sum(a.torch, new long[] {dim}, keepDim, new ScalarTypeOptional()));
  }

  /** Sum along a dimension, accumulated and returned in {@code dtype}. */
  public static Tensor sum(Tensor a, int dim, boolean keepDim, DType dtype) {
    return op(() -> torch.sum(a.torch, new long[] {dim}, keepDim, Tensors.optional(dtype)));
  }

  /** Euclidean norm of each row of a matrix, accumulated and returned in {@code dtype}. */
  public static Tensor rowNorm(Tensor a, DType dtype) {
    return op(
        () ->
            torch.linalg_vector_norm(
                a.torch, new Scalar(2.0), new long[] {1}, false, Tensors.optional(dtype)));
  }

  /** Euclidean norm of all elements in their own type. */
  public static Tensor norm(Tensor a) {
    return op(() -> torch.linalg_vector_norm(a.torch));
  }

  public static Tensor argmax(Tensor a, int dim) {
    return op(() -> torch.argmax(a.torch, new LongOptional(dim), false));
  }

  public static Tensor max(Tensor a) {
    return op(() -> torch.max(a.torch));
  }

  /** Largest value along a dimension. */
  public static Tensor max(Tensor a, int dim, boolean keepDim) {
    return op(() -> torch.amax(a.torch, new long[] {dim}, keepDim));
  }

  /** The larger of each two elements. */
  public static Tensor maximum(Tensor a, Tensor b) {
    return op(() -> torch.maximum(a.torch, b.torch));
  }

  /** The k largest values along the last dimension, in descending order, and their indices. */
  public static Pair topK(Tensor a, long k) {
    return pair(torch.topk(a.torch, k, -1, true, true));
  }

  /** Values along the last dimension in descending order, and their indices. */
  public static Pair sortDescending(Tensor a) {
    return pair(torch.sort(a.torch, -1, true));
  }

  private static Pair pair(T_TensorTensor_T both) {
    return new Pair(new Tensor(both.get0().detach()), new Tensor(both.get1().detach()));
  }

  public static Tensor cumulativeSum(Tensor a, int dim) {
    return op(() -> torch.cumsum(a.torch, dim));
  }

  /** Product of matrices, or of batches of matrices. */
  public static Tensor matmul(Tensor a, Tensor b) {
    // The general product looks at shapes for longer than a small GPU product takes.
    boolean matrices = a.rank() == 2 && b.rank() == 2;
    return op(() -> matrices ? torch.mm(a.torch, b.torch) : torch.matmul(a.torch, b.torch));
  }

  /** Product of matrices in F32 or wider; halves are not rounded again on a GPU. */
  public static Tensor matmulWide(Tensor a, Tensor b) {
    if (a.dtype().bytes() >= 4) {
      return matmul(a, b);
    }
    if (!a.isOnGpu()) {
      return matmul(a, b).to(DType.F32);
    }
    return Boxed.call("mm.dtype", a, b, (long) DType.F32.scalarType.value).tensor(0);
  }

  /** {@code out = a b} without new memory; returns {@code out}. */
  public static Tensor matmulInto(Tensor out, Tensor a, Tensor b) {
    try {
      torch.mm_out(out.torch, a.torch, b.torch);
      return out;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** {@code beta * c + alpha * a b} for matrices. */
  public static Tensor addMatmul(Tensor c, Tensor a, Tensor b, double beta, double alpha) {
    return op(() -> torch.addmm(c.torch, a.torch, b.torch, new Scalar(beta), new Scalar(alpha)));
  }

  /** {@code out = c + alpha * a b} without new memory; returns {@code out}. */
  public static Tensor addMatmulInto(Tensor out, Tensor c, Tensor a, Tensor b, double alpha) {
    try {
      torch.addmm_out(out.torch, c.torch, a.torch, b.torch, new Scalar(1.0), new Scalar(alpha));
      return out;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** {@code x wᵀ}: x [.., in], w [out, in]. */
  public static Tensor linear(Tensor x, Tensor w) {
    return op(() -> torch.linear(x.torch, w.torch));
  }

  /** Rows of {@code table} [V, d] at {@code ids}: [.., d]. */
  public static Tensor embedding(Tensor table, Tensor ids) {
    return op(() -> torch.embedding(table.torch, ids.torch));
  }

  public static Tensor indexSelect(Tensor a, int dim, Tensor index) {
    return op(() -> torch.index_select(a.torch, dim, index.torch));
  }

  /** How many of the ascending {@code boundaries} [n] lie below each element: I32 like a. */
  public static Tensor bucketize(Tensor a, Tensor boundaries) {
    return op(() -> torch.bucketize(a.torch, boundaries.torch, true, false));
  }

  public static Tensor gather(Tensor a, int dim, Tensor index) {
    return op(() -> torch.gather(a.torch, dim, index.torch));
  }

  public static Tensor scatterAdd(Tensor a, int dim, Tensor index, Tensor source) {
    return op(() -> torch.scatter_add(a.torch, dim, index.torch, source.torch));
  }

  public static Tensor where(Tensor condition, Tensor a, Tensor b) {
    return op(() -> torch.where(condition.torch, a.torch, b.torch));
  }

  public static Tensor equal(Tensor a, double value) {
    return op(() -> torch.eq(a.torch, new Scalar(value)));
  }

  public static Tensor notEqual(Tensor a, double value) {
    return op(() -> torch.ne(a.torch, new Scalar(value)));
  }

  public static Tensor lessThan(Tensor a, Tensor b) {
    return op(() -> torch.lt(a.torch, b.torch));
  }

  public static Tensor lessOrEqual(Tensor a, Tensor b) {
    return op(() -> torch.le(a.torch, b.torch));
  }

  public static Tensor lessOrEqual(Tensor a, double b) {
    return op(() -> torch.le(a.torch, new Scalar(b)));
  }

  public static Tensor and(Tensor a, Tensor b) {
    return op(() -> torch.logical_and(a.torch, b.torch));
  }

  public static Tensor or(Tensor a, Tensor b) {
    return op(() -> torch.logical_or(a.torch, b.torch));
  }

  public static Tensor not(Tensor a) {
    return op(() -> torch.logical_not(a.torch));
  }

  /** {@code a} with {@code value} where {@code mask} is true. */
  public static Tensor maskedFill(Tensor a, Tensor mask, double value) {
    return op(() -> torch.masked_fill(a.torch, mask.torch, new Scalar(value)));
  }

  /** Indices of the elements that are not zero: [n, rank]. */
  public static Tensor nonZero(Tensor a) {
    return op(() -> torch.nonzero(a.torch));
  }

  /** Whether every element is a finite number; waits for a GPU. */
  public static boolean allFinite(Tensor a) {
    try (Scope scope = Scope.open()) {
      return torch.isfinite(a.torch).all().item_bool();
    }
  }

  /** Whether shapes, types and every element are the same. */
  public static boolean identical(Tensor a, Tensor b) {
    return a.dtype() == b.dtype()
        && java.util.Arrays.equals(a.shape(), b.shape())
        && torch.equal(a.torch, b.torch);
  }

  /** Largest absolute difference of two tensors of one shape, computed in F64. */
  public static double maxDifference(Tensor a, Tensor b) {
    try (Scope scope = Scope.open()) {
      if (a.count() == 0) {
        return 0;
      }
      return max(abs(sub(a.to(Device.CPU).to(DType.F64), b.to(Device.CPU).to(DType.F64)))).item();
    }
  }

  public static Tensor cat(List<Tensor> parts, int dim) {
    return op(() -> torch.cat(vector(parts), dim));
  }

  public static Tensor stack(List<Tensor> parts, int dim) {
    return op(() -> torch.stack(vector(parts), dim));
  }

  static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(
        tensors.stream().map(t -> t.torch).toArray(org.bytedeco.pytorch.Tensor[]::new));
  }
}
