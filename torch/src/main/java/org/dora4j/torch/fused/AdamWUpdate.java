package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** One AdamW update of flat buffers on a GPU, the gradient clipped on the way. */
public final class AdamWUpdate {

  private static final int THREADS = 256;
  private static final long BLOCKS = 2048;

  private AdamWUpdate() {}

  /**
   * The numbers of an update.
   *
   * @param rate learning rate η
   * @param weightDecay λ
   * @param beta1 and {@code beta2} memories of the moments
   * @param epsilon added to the root
   * @param step number of the update, from 1
   */
  public record Numbers(
      double rate, double weightDecay, double beta1, double beta2, double epsilon, long step) {}

  /** Whether the kernel can be taken for these buffers. */
  public static boolean usable(Tensor values) {
    return values.dtype() == DType.F32 && Kernels.fit(values);
  }

  /**
   * Updates values and moments. Where {@code norm} is not finite nothing changes.
   *
   * @param values θ, {@code gradients} g, {@code mean} m and {@code square} v: flat, F32
   * @param norm of all gradients as one F32 number on the device, or null for no clipping
   * @param clip largest norm; 0 for no clipping
   */
  public static void apply(
      Tensor values,
      Tensor gradients,
      Tensor mean,
      Tensor square,
      @Nullable Tensor norm,
      double clip,
      Numbers numbers) {
    long count = values.count();
    Kernel.of("adamw", "adamw", DType.F32, 4, values.device())
        .launch(
            Math.min(BLOCKS, (count + THREADS - 1) / THREADS),
            1,
            THREADS,
            values,
            gradients,
            mean,
            square,
            norm,
            count,
            (float) clip,
            (float) numbers.rate(),
            (float) (1 - numbers.rate() * numbers.weightDecay()),
            (float) numbers.beta1(),
            (float) numbers.beta2(),
            (float) numbers.epsilon(),
            (float) (1 - Math.pow(numbers.beta1(), (double) numbers.step())),
            (float) Math.sqrt(1 - Math.pow(numbers.beta2(), (double) numbers.step())));
  }
}
