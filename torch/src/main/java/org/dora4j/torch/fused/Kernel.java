package org.dora4j.torch.fused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.dora4j.torch.CudaStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.TorchException;
import org.jspecify.annotations.Nullable;

/** A CUDA function of ours, compiled for one GPU, element type and width. Launches queue. */
final class Kernel {

  private static final int MOST_ARGUMENTS = 24;
  private static final Map<Key, Kernel> COMPILED = new ConcurrentHashMap<>();

  private record Key(String file, String function, KernelForm form, int device) {}

  private final CUfunc_st function;
  private final int device;
  private final int sharedBytes;
  private final BytePointer memory;
  private final ByteBuffer values;
  private final PointerPointer<?> slots;

  private Kernel(CUfunc_st function, int device, int sharedBytes) {
    this.function = function;
    this.device = device;
    this.sharedBytes = sharedBytes;
    this.memory = new BytePointer(8L * MOST_ARGUMENTS);
    memory.retainReference();
    this.values = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    this.slots = new PointerPointer<>(MOST_ARGUMENTS);
    slots.retainReference();
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
      slots.put(i, new BytePointer(memory).position(8L * i));
    }
    slots.position(0);
  }

  /** A function of a resource for elements of a type, read {@code width} at a time. */
  static Kernel of(String file, String function, DType dtype, int width, Device device) {
    return of(file, function, KernelForm.of(dtype, width), 0, device);
  }

  /**
   * The same with more that is known when it is compiled, and shared memory.
   *
   * @param sharedBytes dynamic shared memory of a block
   */
  static Kernel of(String file, String function, KernelForm form, int sharedBytes, Device device) {
    Key key = new Key(file, function, form, device.index());
    Kernel found = COMPILED.get(key);
    return found != null
        ? found
        : COMPILED.computeIfAbsent(key, missing -> compile(missing, sharedBytes));
  }

  private static Kernel compile(Key key, int sharedBytes) {
    CUfunc_st function =
        KernelCompiler.function(key.file(), key.function(), key.form(), key.device());
    if (sharedBytes > 48 * 1024) {
      KernelCompiler.check(
          cudart.cuFuncSetAttribute(
              function, cudart.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes),
          "giving shared memory to " + key.function());
    }
    return new Kernel(function, key.device(), sharedBytes);
  }

  /** Queues the function on the current stream over {@code blocksX} × {@code blocksY} blocks. */
  synchronized void launch(long blocksX, long blocksY, int threads, @Nullable Object... arguments) {
    if (blocksX == 0 || blocksY == 0) {
      return;
    }
    int slot = 0;
    for (Object argument : arguments) {
      if (argument instanceof WeightArgument weight) {
        for (Tensor pointer : weight.tensors()) {
          put(8 * slot++, pointer);
        }
      } else {
        put(8 * slot++, argument);
      }
    }
    CudaStream.use(device);
    int status =
        cudart.cuLaunchKernel(
            function,
            Math.toIntExact(blocksX),
            Math.toIntExact(blocksY),
            1,
            threads,
            1,
            1,
            sharedBytes,
            CudaStream.current(device),
            slots,
            (PointerPointer<?>) null);
    if (status != 0) {
      throw new TorchException("The GPU refused a kernel (CUDA status " + status + ").");
    }
  }

  private void put(int offset, @Nullable Object argument) {
    if (argument == null) {
      values.putLong(offset, 0);
    } else if (argument instanceof Tensor tensor) {
      values.putLong(offset, tensor.address());
    } else if (argument instanceof Long number) {
      values.putLong(offset, number);
    } else if (argument instanceof Integer number) {
      values.putInt(offset, number);
    } else if (argument instanceof Float number) {
      values.putFloat(offset, number);
    } else {
      throw new IllegalArgumentException("a kernel cannot take a " + argument.getClass());
    }
  }
}
