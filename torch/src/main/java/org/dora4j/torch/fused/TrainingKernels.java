package org.dora4j.torch.fused;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.TorchException;

/** The kernels that a training step is sure to want, compiled before it asks for them. */
public final class TrainingKernels {
  private static final List<String> PLAIN =
      List.of("rms_norm", "rotary", "swiglu", "cross_entropy", "magnitude_gradient");

  private TrainingKernels() {}

  /** A resource with what it is compiled for. */
  record Wanted(String file, DType dtype, int width, int rank) {}

  /**
   * What steps want of a model in {@code dtype} whose rows divide by 16 bytes; others compile
   * theirs at first use.
   *
   * @param rank of the adapter, 0 without one
   * @param dropout whether its input is dropped
   */
  static Set<Wanted> of(DType dtype, int rank, boolean dropout) {
    int width = 16 / dtype.bytes();
    Set<Wanted> wanted = new LinkedHashSet<>();
    if (dtype.bytes() == 2 && rank > 0 && rank <= MergedWeight.MOST_RANK) {
      wanted.add(new Wanted("merge", dtype, width, MergedWeight.padded(rank)));
    }
    if (dropout) {
      wanted.add(new Wanted("dropout", dtype, width, 0));
    }
    if (dropout && dtype.bytes() == 2) {
      wanted.add(new Wanted("masked_gain", dtype, width, 0));
    }
    PLAIN.forEach(file -> wanted.add(new Wanted(file, dtype, width, 0)));
    wanted.add(new Wanted("magnitude_gradient", dtype, 1, 0));
    wanted.add(new Wanted("adamw", DType.F32, 4, 0));
    return wanted;
  }

  /**
   * Compiles them, or finds them in the cache; nothing happens where kernels cannot be taken. A
   * kernel that does not compile says so at its first use.
   */
  public static void compile(DType dtype, int rank, boolean dropout, Device device) {
    if (!Kernels.usable(device) || dtype == DType.F64) {
      return;
    }
    try {
      for (Wanted one : of(dtype, rank, dropout)) {
        KernelCompiler.compile(
            one.file(), Kernels.element(one.dtype()), one.width(), one.rank(), device.index());
      }
    } catch (TorchException | LinkageError e) {
      // Whoever launches the kernel meets the same and can name what was to be computed.
      return;
    }
  }
}
