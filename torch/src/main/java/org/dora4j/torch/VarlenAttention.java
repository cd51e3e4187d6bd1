package org.dora4j.torch;

import java.util.List;
import java.util.Objects;

/**
 * Causal attention over sequences that lie one behind another without padding: softmax(q kᵀ · scale
 * + causal mask within each sequence) v.
 *
 * <p>N is the number of tokens of all sequences. q is [N, h, e], k and v are [N, g, e] with h a
 * multiple of g (grouped-query attention: head i uses group i·g/h). Nothing of size length² is
 * kept; backward needs q, k, v, the output and one log-sum-exp per head and token.
 *
 * <p>On a GPU in half precision this is one variable-length flash kernel, or cuDNN's where all
 * sequences have one length; on a CPU it is libtorch's flash kernel ({@link CpuAttention});
 * elsewhere the plain formula ({@link PlainAttention}), which is also the twin for tests.
 */
public final class VarlenAttention {

  private VarlenAttention() {}

  /**
   * What backward needs besides q, k, v.
   *
   * @param output [N, h, e]
   * @param saved log-sum-exps and, on a GPU, the kernel's further outputs
   */
  public record Forward(Tensor output, List<Tensor> saved) {}

  /** Gradients of q, k and v, shaped like them. */
  public record Gradients(Tensor q, Tensor k, Tensor v) {}

  /** Attends each token to the tokens before it in its own sequence and to itself. */
  public static Forward forward(Tensor q, Tensor k, Tensor v, Packing packing, double scale) {
    if (usesFlashOnGpu(q, q.size(2))) {
      return forwardOnGpu(q, k, v, packing, scale);
    }
    if (q.device().cuda()) {
      return PlainAttention.forward(q, k, v, packing.sequences(), scale);
    }
    return CpuAttention.forward(q, k, v, packing.sequences(), scale);
  }

  private static Forward forwardOnGpu(Tensor q, Tensor k, Tensor v, Packing packing, double scale) {
    if (CudnnAttention.usable(packing)) {
      try {
        return CudnnAttention.forward(q, k, v, packing, scale);
      } catch (TorchException e) {
        CudnnAttention.refuse();
      }
    }
    Tensor starts = Objects.requireNonNull(packing.offsets());
    long longest = packing.sequences().longest();
    Boxed.Results all =
        Boxed.call(
            "_flash_attention_forward",
            q,
            k,
            v,
            starts,
            starts,
            longest,
            longest,
            0.0,
            true,
            false,
            scale,
            null,
            null,
            null,
            null);
    return new Forward(all.tensor(0), List.of(all.tensor(1), all.tensor(2), all.tensor(3)));
  }

  /** Pulls the gradient {@code dy} [N, h, e] of the output back to q, k and v. */
  public static Gradients backward(
      Tensor dy, Tensor q, Tensor k, Tensor v, Forward forward, Packing packing, double scale) {
    if (usesFlashOnGpu(q, q.size(2))) {
      return CudnnAttention.usable(packing)
          ? CudnnAttention.backward(dy, q, k, v, forward, packing, scale)
          : backwardOnGpu(dy, q, k, v, forward, packing, scale);
    }
    if (q.device().cuda()) {
      return PlainAttention.backward(dy, q, k, v, packing.sequences(), scale);
    }
    return CpuAttention.backward(dy, q, k, v, forward, packing.sequences(), scale);
  }

  private static Gradients backwardOnGpu(
      Tensor dy, Tensor q, Tensor k, Tensor v, Forward forward, Packing packing, double scale) {
    Tensor starts = Objects.requireNonNull(packing.offsets());
    long longest = packing.sequences().longest();
    List<Tensor> saved = forward.saved();
    Boxed.Results all =
        Boxed.call(
            "_flash_attention_backward",
            dy,
            q,
            k,
            v,
            forward.output(),
            saved.get(0),
            starts,
            starts,
            longest,
            longest,
            0.0,
            true,
            saved.get(1),
            saved.get(2),
            scale,
            null,
            null);
    return new Gradients(all.tensor(0), all.tensor(1), all.tensor(2));
  }

  /**
   * Number of tensors in {@link Forward#saved()} for inputs like {@code like} (type and device).
   */
  public static int savedTensors(Sequences sequences, Tensor like, long headSize) {
    if (usesFlashOnGpu(like, headSize)) {
      return 3;
    }
    return like.device().cuda() ? 0 : sequences.count();
  }

  static boolean usesFlashOnGpu(Tensor like, long headSize) {
    return like.device().cuda()
        && like.dtype().bytes() == 2
        && headSize % 8 == 0
        && headSize <= 256;
  }
}
