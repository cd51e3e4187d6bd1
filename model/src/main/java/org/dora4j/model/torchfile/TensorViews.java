package org.dora4j.model.torchfile;

import java.util.Arrays;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Makes tensors of the views that a file describes. */
final class TensorViews {

  private TensorViews() {}

  /** The memory of a storage as a tensor of its elements. */
  static Tensor memory(Pickled.Storage storage, byte[] bytes) {
    long expected = storage.elements() * storage.dtype().bytes();
    if (bytes.length != expected) {
      throw new PickleException(
          "the storage %s has %d bytes instead of %d"
              .formatted(storage.key(), bytes.length, expected));
    }
    Tensor raw = Tensors.of(bytes, bytes.length);
    return storage.dtype() == DType.U8 || bytes.length == 0 ? raw : raw.viewAs(storage.dtype());
  }

  /** A contiguous tensor with the elements of a view that {@link #requireInside} has passed. */
  static Tensor of(Pickled.TensorView view, Tensor memory) {
    long[] shape = view.shape();
    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (count == 0) {
      return Tensors.empty(view.storage().dtype(), Device.CPU, shape);
    }
    if (Arrays.equals(view.strides(), contiguousStrides(shape))) {
      return memory.narrow(0, view.offset(), count).view(shape);
    }
    Tensor index = Tensors.of(new long[] {view.offset()}, 1);
    for (int dim = 0; dim < shape.length; dim++) {
      Tensor stride = Tensors.of(new long[] {view.strides()[dim]}, 1);
      Tensor steps = Ops.mul(Tensors.arange(shape[dim], Device.CPU), stride);
      index = Ops.add(index.unsqueeze(1), steps).view(-1);
    }
    return Ops.indexSelect(memory, 0, index).view(shape);
  }

  /**
   * Checks that a view lies in its storage.
   *
   * @throws PickleException if it does not
   */
  static void requireInside(Pickled.TensorView view) {
    long last = view.offset();
    boolean sound = view.offset() >= 0 && view.shape().length == view.strides().length;
    boolean empty = false;
    try {
      long count = 1;
      for (int dim = 0; sound && dim < view.shape().length; dim++) {
        long size = view.shape()[dim];
        long stride = view.strides()[dim];
        sound = size >= 0 && stride >= 0;
        empty |= size == 0;
        count = Math.multiplyExact(count, Math.max(size, 1));
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, size - 1), stride));
      }
    } catch (ArithmeticException e) {
      sound = false;
    }
    if (!sound || (!empty && last >= view.storage().elements())) {
      throw new PickleException(
          "a tensor of shape %s reaches beyond its memory"
              .formatted(Arrays.toString(view.shape())));
    }
  }

  static long[] contiguousStrides(long[] shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int dim = shape.length - 1; dim >= 0; dim--) {
      strides[dim] = stride;
      stride *= shape[dim];
    }
    return strides;
  }
}
