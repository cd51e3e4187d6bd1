package org.dora4j.torch;

import java.util.List;

/**
 * cuDNN's attention over sequences of one length, about twice as fast as the flash kernel on recent
 * GPUs. It prepares a plan per shape, which takes tens of milliseconds.
 */
final class CudnnAttention {

  private static final String FORWARD = "_scaled_dot_product_cudnn_attention";

  /** Some shapes and versions have no plan; then the flash kernel serves from there on. */
  private static volatile boolean refused;

  private CudnnAttention() {}

  static boolean usable(Packing packing) {
    return packing.regular() && !refused;
  }

  /** Remembers that cuDNN has no plan here. */
  static void refuse() {
    refused = true;
  }

  static VarlenAttention.Forward forward(
      Tensor q, Tensor k, Tensor v, Packing packing, double scale) {
    Boxed.Results all =
        Boxed.call(
            FORWARD,
            batched(q, packing),
            batched(k, packing),
            batched(v, packing),
            null,
            true,
            0.0,
            true,
            false,
            scale);
    return new VarlenAttention.Forward(
        packed(all.tensor(0)), List.of(all.tensor(1), all.tensor(6), all.tensor(7)));
  }

  static VarlenAttention.Gradients backward(
      Tensor dy,
      Tensor q,
      Tensor k,
      Tensor v,
      VarlenAttention.Forward forward,
      Packing packing,
      double scale) {
    Tensor none = new Tensor(new org.bytedeco.pytorch.Tensor());
    long length = packing.sequences().longest();
    List<Tensor> saved = forward.saved();
    Boxed.Results all =
        Boxed.call(
            FORWARD + "_backward",
            batched(dy, packing),
            batched(q, packing),
            batched(k, packing),
            batched(v, packing),
            batched(forward.output(), packing),
            saved.get(0),
            saved.get(1),
            saved.get(2),
            none,
            none,
            none,
            length,
            length,
            0.0,
            true,
            scale);
    return new VarlenAttention.Gradients(
        packed(all.tensor(0)), packed(all.tensor(1)), packed(all.tensor(2)));
  }

  /** [N, h, e] as [B, h, T, e], a view. */
  private static Tensor batched(Tensor packed, Packing packing) {
    Sequences sequences = packing.sequences();
    return packed
        .view(sequences.count(), sequences.longest(), packed.size(1), packed.size(2))
        .transpose(1, 2);
  }

  /** [B, h, T, e] as [N, h, e]; a view where the kernel wrote it that way. */
  private static Tensor packed(Tensor batched) {
    return batched
        .transpose(1, 2)
        .reshape(batched.size(0) * batched.size(2), batched.size(1), batched.size(3));
  }
}
