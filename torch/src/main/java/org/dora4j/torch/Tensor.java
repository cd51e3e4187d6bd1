package org.dora4j.torch;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;

/**
 * An n-dimensional array in native memory. A tensor belongs to the innermost {@link Scope} open
 * when it was made and is released with it unless {@linkplain Scope#keep kept}. Methods ending in
 * {@code _} change the tensor in place and return it; the others return a new tensor or a view.
 */
public final class Tensor implements Weight {

  /** Pinned host memory is scarce: only ids, positions and the like go through it. */
  private static final long MOST_PINNED_BYTES = 4L << 20;

  final org.bytedeco.pytorch.Tensor torch;

  Tensor(org.bytedeco.pytorch.Tensor torch) {
    this.torch = torch;
  }

  /** Runs a libtorch call and turns a C++ exception into ours. */
  static Tensor op(Supplier<org.bytedeco.pytorch.Tensor> call) {
    try {
      return new Tensor(call.get());
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  private Tensor inPlace(Runnable call) {
    try {
      call.run();
      return this;
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** Number of elements along each dimension. */
  @Override
  public long[] shape() {
    int rank = rank();
    long[] shape = new long[rank];
    for (int i = 0; i < rank; i++) {
      shape[i] = torch.size(i);
    }
    return shape;
  }

  /** Number of elements along one dimension; negative dimensions count from the end. */
  @Override
  public long size(int dim) {
    return torch.size(dim);
  }

  /** Number of dimensions. */
  public int rank() {
    return (int) torch.dim();
  }

  /** Number of elements. */
  @Override
  public long count() {
    return torch.numel();
  }

  /** Size of the elements in bytes (not of the storage behind a view). */
  public long bytes() {
    return count() * dtype().bytes();
  }

  @Override
  public long storedBytes() {
    return bytes();
  }

  @Override
  public Tensor tensor() {
    return this;
  }

  @Override
  public long unpackingBytes() {
    return 0;
  }

  @Override
  public boolean isPacked() {
    return false;
  }

  @Override
  public DType dtype() {
    return DType.of(torch.scalar_type());
  }

  @Override
  public Device device() {
    return torch.is_cuda() ? Device.cuda(torch.device().index()) : Device.CPU;
  }

  public boolean isContiguous() {
    return torch.is_contiguous();
  }

  /** Address of the first element, for checks that two tensors share memory. */
  public long address() {
    return torch.data_ptr().address();
  }

  /**
   * The same elements with another shape; needs fitting strides (contiguous memory always fits).
   */
  public Tensor view(long... shape) {
    return op(() -> torch.view(shape));
  }

  /** The same elements with another shape, copied only if strides demand it. */
  public Tensor reshape(long... shape) {
    return op(() -> torch.reshape(shape));
  }

  /** The same bytes read as another type of the same element size (U8 rows shrink accordingly). */
  public Tensor viewAs(DType dtype) {
    return op(() -> torch.view(dtype.scalarType));
  }

  public Tensor transpose(int a, int b) {
    return op(() -> torch.transpose(a, b));
  }

  /** Matrix transpose, a view. */
  public Tensor t() {
    return op(torch::t);
  }

  public Tensor permute(long... dims) {
    return op(() -> torch.permute(dims));
  }

  public Tensor narrow(int dim, long start, long length) {
    return op(() -> torch.narrow(dim, start, length));
  }

  public Tensor select(int dim, long index) {
    return op(() -> torch.select(dim, index));
  }

  public Tensor unsqueeze(int dim) {
    return op(() -> torch.unsqueeze(dim));
  }

  public Tensor squeeze(int dim) {
    return op(() -> torch.squeeze((long) dim));
  }

  /** A view in which dimensions of size 1 repeat; costs no memory. */
  public Tensor expand(long... shape) {
    return op(() -> torch.expand(shape));
  }

  public Tensor contiguous() {
    return op(torch::contiguous);
  }

  /** A copy in memory of its own. */
  public Tensor copy() {
    return op(() -> torch.clone());
  }

  /** This tensor in another type; the tensor itself where the type is the same. */
  public Tensor to(DType dtype) {
    return dtype() == dtype ? this : op(() -> torch.to(dtype.scalarType));
  }

  /**
   * This tensor on another device; the tensor itself where it is there already. Small ones travel
   * to a GPU without anybody waiting.
   */
  public Tensor to(Device device) {
    if (device().equals(device)) {
      return this;
    }
    boolean upload = device.cuda() && !isOnGpu() && bytes() <= MOST_PINNED_BYTES;
    return op(
        () ->
            upload
                ? torch.pin_memory().to(device.toTorch(), torch.scalar_type(), true, false, null)
                : torch.to(device.toTorch(), torch.scalar_type()));
  }

  /** Whether the elements are in a GPU's memory. */
  public boolean isOnGpu() {
    return torch.is_cuda();
  }

  /** A tensor that shares this memory and takes part in no recorded graph. */
  Tensor detached() {
    return op(torch::detach);
  }

  public Tensor add_(Tensor other) {
    return inPlace(() -> torch.add_(other.torch));
  }

  /** {@code this += factor * other}. */
  public Tensor add_(Tensor other, double factor) {
    return inPlace(() -> torch.add_(other.torch, new Scalar(factor)));
  }

  public Tensor add_(double value) {
    return inPlace(() -> torch.add_(new Scalar(value)));
  }

  /** {@code this += weight * (end - this)}: moves towards {@code end}. */
  public Tensor lerp_(Tensor end, double weight) {
    return inPlace(() -> torch.lerp_(end.torch, new Scalar(weight)));
  }

  public Tensor sub_(Tensor other) {
    return inPlace(() -> torch.sub_(other.torch));
  }

  public Tensor mul_(Tensor other) {
    return inPlace(() -> torch.mul_(other.torch));
  }

  public Tensor mul_(double factor) {
    return inPlace(() -> torch.mul_(new Scalar(factor)));
  }

  public Tensor div_(Tensor other) {
    return inPlace(() -> torch.div_(other.torch));
  }

  public Tensor exp_() {
    return inPlace(torch::exp_);
  }

  /** {@code this[i][index[i][j]] += source[i][j]} (for dimension 1). */
  public Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
    return inPlace(() -> torch.scatter_add_(dim, index.torch, source.torch));
  }

  public Tensor sqrt_() {
    return inPlace(torch::sqrt_);
  }

  /** {@code this += factor * a * b}. */
  public Tensor addMul_(Tensor a, Tensor b, double factor) {
    return inPlace(() -> torch.addcmul_(a.torch, b.torch, new Scalar(factor)));
  }

  /** {@code this += factor * a / b}. */
  public Tensor addDiv_(Tensor a, Tensor b, double factor) {
    return inPlace(() -> torch.addcdiv_(a.torch, b.torch, new Scalar(factor)));
  }

  /** {@code this = beta * this + alpha * a b}, a matrix product added in place. */
  public Tensor addMatmul_(Tensor a, Tensor b, double beta, double alpha) {
    return inPlace(() -> torch.addmm_(a.torch, b.torch, new Scalar(beta), new Scalar(alpha)));
  }

  /**
   * {@code this += alpha * a b} for F32 or wider, where a and b may be narrower: their product is
   * not rounded to their type on a GPU.
   */
  public Tensor addMatmulWide_(Tensor a, Tensor b, double alpha) {
    if (dtype() == a.dtype()) {
      return addMatmul_(a, b, 1, alpha);
    }
    try (Scope scope = Scope.open()) {
      if (!isOnGpu()) {
        return add_(Ops.matmulWide(a, b), alpha);
      }
      long type = dtype().scalarType.value;
      Boxed.call("addmm.dtype_out", this, a, b, type, 1.0, alpha, this);
      return this;
    }
  }

  public Tensor zero_() {
    return inPlace(torch::zero_);
  }

  public Tensor fill_(double value) {
    return inPlace(() -> torch.fill_(new Scalar(value)));
  }

  /** Copies {@code source} here, converting type and device; shapes must broadcast. */
  public Tensor copy_(Tensor source) {
    return inPlace(() -> torch.copy_(source.torch));
  }

  public Tensor maskedFill_(Tensor mask, double value) {
    return inPlace(() -> torch.masked_fill_(mask.torch, new Scalar(value)));
  }

  /** {@code this[index[i]] += source[i]} along a dimension. */
  public Tensor indexAdd_(int dim, Tensor index, Tensor source) {
    return inPlace(() -> torch.index_add_(dim, index.torch, source.torch));
  }

  /** {@code this[index[i]] = source[i]} along a dimension. */
  public Tensor indexCopy_(int dim, Tensor index, Tensor source) {
    return inPlace(() -> torch.index_copy_(dim, index.torch, source.torch));
  }

  /** The value of a tensor of one element; waits for a GPU. */
  public double item() {
    try {
      return torch.item_double();
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** All elements in row-major order as floats; waits for a GPU. */
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(count())];
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new FloatPointer(host(DType.F32).torch.data_ptr()).get(values);
      }
    }
    return values;
  }

  /** All elements in row-major order as doubles; waits for a GPU. */
  public double[] toDoubles() {
    double[] values = new double[Math.toIntExact(count())];
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new DoublePointer(host(DType.F64).torch.data_ptr()).get(values);
      }
    }
    return values;
  }

  /** All elements in row-major order as longs; waits for a GPU. */
  public long[] toLongs() {
    long[] values = new long[Math.toIntExact(count())];
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new LongPointer(host(DType.I64).torch.data_ptr()).get(values);
      }
    }
    return values;
  }

  private Tensor host(DType dtype) {
    return to(Device.CPU).to(dtype).contiguous();
  }

  /** Adds an owner: the tensor lives until {@link #close()} is called once more. */
  @Override
  public Tensor retain() {
    torch.retainReference();
    return this;
  }

  /** Gives up one ownership taken by {@link #retain()} or by keeping out of the outermost scope. */
  @Override
  public void close() {
    torch.releaseReference();
  }

  /** Puts a retained tensor into the innermost open scope and gives up the retained ownership. */
  @Override
  public Tensor release() {
    org.bytedeco.javacpp.PointerScope inner = org.bytedeco.javacpp.PointerScope.getInnerScope();
    if (inner != null) {
      inner.attach(torch);
    }
    torch.releaseReference();
    return this;
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape()) + " on " + device();
  }
}
