package org.dora4j.torch;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention on a CPU: libtorch's flash kernel, one call a sequence, the heads of a group sharing
 * their keys through a stride of zero.
 *
 * <p>Half precision is widened for the kernel, whose own backward pass in bf16 took nearly half of
 * a training step.
 */
final class CpuAttention {

  private CpuAttention() {}

  /** See {@link VarlenAttention#forward}. */
  static VarlenAttention.Forward forward(
      Tensor q, Tensor k, Tensor v, Sequences sequences, double scale) {
    Tensor output = Tensors.emptyLike(q);
    List<Tensor> logSumExps = new ArrayList<>();
    try (Scope scope = Scope.open()) {
      for (int i = 0; i < sequences.count(); i++) {
        Boxed.Results both =
            Boxed.call(
                "_scaled_dot_product_flash_attention_for_cpu",
                wide(grouped(q, k, sequences, i)),
                shared(q, k, k, sequences, i),
                shared(q, k, v, sequences, i),
                0.0,
                true,
                null,
                scale);
        grouped(output, k, sequences, i).copy_(both.tensor(0));
        logSumExps.add(scope.keep(both.tensor(1)));
      }
    }
    return new VarlenAttention.Forward(output, logSumExps);
  }

  /** See {@link VarlenAttention#backward}. */
  static VarlenAttention.Gradients backward(
      Tensor dy,
      Tensor q,
      Tensor k,
      Tensor v,
      VarlenAttention.Forward forward,
      Sequences sequences,
      double scale) {
    Tensor dq = Tensors.emptyLike(q);
    Tensor dk = Tensors.emptyLike(k);
    Tensor dv = Tensors.emptyLike(v);
    for (int i = 0; i < sequences.count(); i++) {
      try (Scope scope = Scope.open()) {
        Boxed.Results all =
            Boxed.call(
                "_scaled_dot_product_flash_attention_for_cpu_backward",
                wide(grouped(dy, k, sequences, i)),
                wide(grouped(q, k, sequences, i)),
                shared(q, k, k, sequences, i),
                shared(q, k, v, sequences, i),
                wide(grouped(forward.output(), k, sequences, i)),
                forward.saved().get(i),
                0.0,
                true,
                null,
                scale);
        grouped(dq, k, sequences, i).copy_(all.tensor(0));
        sequences.rows(dk, i).transpose(0, 1).copy_(Ops.sum(all.tensor(1), 1, false));
        sequences.rows(dv, i).transpose(0, 1).copy_(Ops.sum(all.tensor(2), 1, false));
      }
    }
    return new VarlenAttention.Gradients(dq, dk, dv);
  }

  private static Tensor wide(Tensor x) {
    return x.dtype().bytes() < DType.F32.bytes() ? x.to(DType.F32) : x;
  }

  /** One sequence of a query-like tensor as [g, h/g, T, e]: groups are the kernel's batch. */
  private static Tensor grouped(Tensor q, Tensor k, Sequences sequences, int i) {
    long groups = k.size(1);
    return sequences
        .rows(q, i)
        .view(sequences.length(i), groups, q.size(1) / groups, q.size(2))
        .permute(1, 2, 0, 3);
  }

  /** One sequence of keys or values as [g, h/g, T, e], the heads of a group sharing memory. */
  private static Tensor shared(Tensor q, Tensor k, Tensor kv, Sequences sequences, int i) {
    long groups = k.size(1);
    return wide(sequences.rows(kv, i))
        .permute(1, 0, 2)
        .unsqueeze(1)
        .expand(groups, q.size(1) / groups, sequences.length(i), kv.size(2));
  }
}
