package org.dora4j.torch.fused;

import java.util.Arrays;
import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;

/** A weight whose numbers are made of other tensors each time they are needed. */
abstract sealed class PackedWeight implements Weight permits Nf4Weight, Int8Weight {
  private final long[] shape;
  private final DType dtype;

  PackedWeight(long[] shape, DType dtype) {
    this.shape = shape;
    this.dtype = dtype;
  }

  /** What it is made of. */
  abstract List<Tensor> parts();

  /** Numbers, scales, outer scales, mean and map as kernels take them, as far as there are any. */
  abstract List<Tensor> pointers();

  /** By which number kernels know the way it is stored; 0 stands for tensors. */
  abstract int packing();

  /** The numbers, made by libtorch's operations. */
  abstract Tensor plain();

  /** Bytes an element that {@link #plain()} takes beside a result in halves. */
  abstract int plainBytes();

  @Override
  public final long unpackingBytes() {
    boolean beside = !Unpacking.fits(this);
    int result = beside && dtype().bytes() >= 4 ? 0 : dtype().bytes();
    return count() * (result + (beside ? plainBytes() : 0));
  }

  @Override
  public final Tensor tensor() {
    return Unpacking.fits(this) ? Unpacking.onGpu(this) : plain();
  }

  @Override
  public final long[] shape() {
    return shape.clone();
  }

  @Override
  public final long size(int dim) {
    return shape[dim < 0 ? shape.length + dim : dim];
  }

  @Override
  public final long count() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  @Override
  public final DType dtype() {
    return dtype;
  }

  @Override
  public final Device device() {
    return parts().get(0).device();
  }

  @Override
  public final long storedBytes() {
    return parts().stream().mapToLong(Tensor::bytes).sum();
  }

  @Override
  public final boolean isPacked() {
    return true;
  }

  @Override
  public final Weight retain() {
    parts().forEach(Tensor::retain);
    return this;
  }

  @Override
  public final Weight release() {
    parts().forEach(Tensor::release);
    return this;
  }

  @Override
  public final void close() {
    parts().forEach(Tensor::close);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + " " + dtype + Arrays.toString(shape) + " on " + device();
  }
}
