package org.dora4j.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Makes tensors: from Java arrays, filled with a value, or with random numbers. */
public final class Tensors {

  private record Kind(DType dtype, Device device) {}

  private static final Map<Kind, TensorOptions> OPTIONS = new ConcurrentHashMap<>();

  private Tensors() {}

  public static Tensor empty(DType dtype, Device device, long... shape) {
    return Tensor.op(() -> torch.empty(shape, options(dtype, device), null));
  }

  public static Tensor zeros(DType dtype, Device device, long... shape) {
    return Tensor.op(() -> torch.zeros(shape, options(dtype, device)));
  }

  public static Tensor ones(DType dtype, Device device, long... shape) {
    return Tensor.op(() -> torch.ones(shape, options(dtype, device)));
  }

  public static Tensor full(double value, DType dtype, Device device, long... shape) {
    return Tensor.op(() -> torch.full(shape, new Scalar(value), options(dtype, device)));
  }

  public static Tensor zerosLike(Tensor like) {
    return zeros(like.dtype(), like.device(), like.shape());
  }

  public static Tensor emptyLike(Tensor like) {
    return empty(like.dtype(), like.device(), like.shape());
  }

  /** The integers 0, 1, … count − 1 as I64. */
  public static Tensor arange(long count, Device device) {
    return Tensor.op(() -> torch.arange(new Scalar(count), options(DType.I64, device)));
  }

  /** An F32 tensor on the CPU with a copy of {@code values} in row-major order. */
  public static Tensor of(float[] values, long... shape) {
    Tensor tensor = empty(DType.F32, Device.CPU, checked(values.length, shape));
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new FloatPointer(tensor.torch.data_ptr()).put(values);
      }
    }
    return tensor;
  }

  /** An F64 tensor on the CPU with a copy of {@code values} in row-major order. */
  public static Tensor of(double[] values, long... shape) {
    Tensor tensor = empty(DType.F64, Device.CPU, checked(values.length, shape));
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new DoublePointer(tensor.torch.data_ptr()).put(values);
      }
    }
    return tensor;
  }

  /** An I64 tensor on the CPU with a copy of {@code values} in row-major order. */
  public static Tensor of(long[] values, long... shape) {
    Tensor tensor = empty(DType.I64, Device.CPU, checked(values.length, shape));
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new LongPointer(tensor.torch.data_ptr()).put(values);
      }
    }
    return tensor;
  }

  /** A U8 tensor on the CPU with a copy of {@code values}. */
  public static Tensor of(byte[] values, long... shape) {
    Tensor tensor = empty(DType.U8, Device.CPU, checked(values.length, shape));
    if (values.length > 0) {
      try (Scope scope = Scope.open()) {
        new BytePointer(tensor.torch.data_ptr()).put(values);
      }
    }
    return tensor;
  }

  /** An I64 tensor on the CPU from ints, e.g. token ids. */
  public static Tensor of(int[] values, long... shape) {
    long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = values[i];
    }
    return of(longs, shape);
  }

  /** Uniform random numbers in [low, high), drawn on the CPU so that every device gets the same. */
  public static Tensor uniform(double low, double high, Rng rng, long... shape) {
    return Tensor.op(
        () -> torch.empty(shape).uniform_(low, high, new GeneratorOptional(rng.generator())));
  }

  /** Normal random numbers (F32), drawn on the CPU so that every device gets the same. */
  public static Tensor normal(double mean, double deviation, Rng rng, long... shape) {
    return Tensor.op(
        () -> torch.empty(shape).normal_(mean, deviation, new GeneratorOptional(rng.generator())));
  }

  /**
   * Normal random numbers of mean 0 in any floating type, drawn on {@code device} itself: fast
   * where the numbers are many, but other numbers than another kind of device gives.
   *
   * @param key names the numbers; the device's own generator starts from it
   */
  public static Tensor normalOn(
      Device device, DType dtype, double deviation, long key, long... shape) {
    Natives.load();
    torch.manual_seed(key);
    return Tensor.op(
        () -> empty(dtype, device, shape).torch.normal_(0, deviation, new GeneratorOptional()));
  }

  /** Uninitialised memory of the host that a GPU reads directly; needs a GPU. */
  public static Tensor pinned(DType dtype, long... shape) {
    return Tensor.op(
        () ->
            torch.empty(
                shape, options(dtype, Device.CPU).pinned_memory(new BoolOptional(true)), null));
  }

  /** Made once for each type and device: making them takes longer than making a small tensor. */
  static TensorOptions options(DType dtype, Device device) {
    Kind kind = new Kind(dtype, device);
    TensorOptions known = OPTIONS.get(kind);
    return known != null ? known : OPTIONS.computeIfAbsent(kind, Tensors::newOptions);
  }

  private static TensorOptions newOptions(Kind kind) {
    TensorOptions options =
        new TensorOptions(kind.dtype().scalarType)
            .device(new org.bytedeco.pytorch.DeviceOptional(kind.device().toTorch()));
    options.retainReference();
    return options;
  }

  static ScalarTypeOptional optional(DType dtype) {
    return new ScalarTypeOptional(dtype.scalarType);
  }

  private static long[] checked(int count, long[] shape) {
    long product = 1;
    for (long size : shape) {
      product *= size;
    }
    if (product != count) {
      throw new IllegalArgumentException(
          count + " values do not fill the shape " + java.util.Arrays.toString(shape));
    }
    return shape;
  }
}
