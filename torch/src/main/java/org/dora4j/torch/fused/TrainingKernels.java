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
  record Wanted(String file, KernelForm form) {}

  /**
   * What steps want of a model in {@code dtype} whose rows divide by 16 bytes; others compile
   * theirs at first use.
   *
   * @param rank of the adapter, 0 without one
   * @param dropout whether its input is dropped
   * @param baseBits bits that the base's weights are kept in, see {@link #compile}
   */
  static Set<Wanted> of(DType dtype, int rank, boolean dropout, int baseBits) {
    int packing = baseBits == 4 ? 1 : baseBits == 8 ? 2 : 0;
    int width = 16 / dtype.bytes();
    KernelForm plain = KernelForm.of(dtype, width);
    Set<Wanted> wanted = new LinkedHashSet<>();
    if (dtype.bytes() == 2 && rank > 0 && rank <= MergedWeight.MOST_RANK) {
      wanted.add(
          new Wanted("merge", new KernelForm(dtype, width, MergedWeight.padded(rank), packing)));
    }
    if (dropout) {
      wanted.add(new Wanted("dropout", plain));
    }
    if (dropout && dtype.bytes() == 2) {
      wanted.add(new Wanted("masked_gain", plain));
    }
    PLAIN.forEach(file -> wanted.add(new Wanted(file, plain)));
    wanted.add(new Wanted("magnitude_gradient", new KernelForm(dtype, 1, 0, packing)));
    if (packing > 0) {
      wanted.add(new Wanted("unpack", new KernelForm(dtype, width, 0, packing)));
    }
    wanted.add(new Wanted("adamw", KernelForm.of(DType.F32, 4)));
    return wanted;
  }

  /**
   * Compiles them, or finds them in the cache; nothing happens where kernels cannot be taken. A
   * kernel that does not compile says so at its first use.
   *
   * @param rank of the adapter, 0 without one
   * @param dropout whether its input is dropped
   * @param baseBits bits that the base's weights are kept in: 4 for NF4, 8 for rows of integers, or
   *     as many as they are computed with
   */
  public static void compile(DType dtype, int rank, boolean dropout, int baseBits, Device device) {
    if (!Kernels.usable(device) || dtype == DType.F64) {
      return;
    }
    try {
      for (Wanted one : of(dtype, rank, dropout, baseBits)) {
        KernelCompiler.compile(one.file(), one.form(), device.index());
      }
    } catch (TorchException | LinkageError e) {
      // Whoever launches the kernel meets the same and can name what was to be computed.
      return;
    }
  }
}
