package org.dora4j.torch;

import java.util.ArrayList;
import java.util.List;

/**
 * Causal attention by its formula, with the attention matrix in memory: the twin of the kernels.
 */
public final class PlainAttention {

  private PlainAttention() {}

  /** See {@link VarlenAttention#forward}. */
  public static VarlenAttention.Forward forward(
      Tensor q, Tensor k, Tensor v, Sequences sequences, double scale) {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < sequences.count(); i++) {
      try (Scope scope = Scope.open()) {
        Tensor p = probabilities(q, k, sequences, i, scale); // [h, T, T]
        Tensor y = Ops.matmul(p, heads(v, q.size(1), sequences, i)); // [h, T, e]
        outputs.add(scope.keep(y.transpose(0, 1).contiguous()));
      }
    }
    return new VarlenAttention.Forward(Ops.cat(outputs, 0), List.of());
  }

  /** See {@link VarlenAttention#backward}. */
  public static VarlenAttention.Gradients backward(
      Tensor dy, Tensor q, Tensor k, Tensor v, Sequences sequences, double scale) {
    Tensor dq = Tensors.emptyLike(q);
    Tensor dk = Tensors.emptyLike(k);
    Tensor dv = Tensors.emptyLike(v);
    for (int i = 0; i < sequences.count(); i++) {
      try (Scope scope = Scope.open()) {
        Tensor p = probabilities(q, k, sequences, i, scale);
        Tensor g = sequences.rows(dy, i).transpose(0, 1); // [h, T, e]
        Tensor dp = Ops.matmul(g, heads(v, q.size(1), sequences, i).transpose(1, 2));
        Tensor ds = Ops.mul(p, Ops.sub(dp, Ops.sum(Ops.mul(p, dp), -1, true))).mul_(scale);
        sequences
            .rows(dq, i)
            .transpose(0, 1)
            .copy_(Ops.matmul(ds, heads(k, q.size(1), sequences, i)));
        Tensor fullK = Ops.matmul(ds.transpose(1, 2), heads(q, q.size(1), sequences, i));
        Tensor fullV = Ops.matmul(p.transpose(1, 2), g);
        sequences.rows(dk, i).transpose(0, 1).copy_(sumGroups(fullK, k.size(1)));
        sequences.rows(dv, i).transpose(0, 1).copy_(sumGroups(fullV, k.size(1)));
      }
    }
    return new VarlenAttention.Gradients(dq, dk, dv);
  }

  private static Tensor probabilities(
      Tensor q, Tensor k, Sequences sequences, int i, double scale) {
    long length = sequences.length(i);
    Tensor scores =
        Ops.matmul(
                heads(q, q.size(1), sequences, i),
                heads(k, q.size(1), sequences, i).transpose(1, 2))
            .mul_(scale); // [h, T, T]
    Tensor position = Tensors.arange(length, q.device());
    Tensor future = Ops.lessThan(position.unsqueeze(1), position.unsqueeze(0));
    return Ops.softmax(scores.maskedFill_(future, Double.NEGATIVE_INFINITY), -1);
  }

  /** One sequence as [h, T, e], keys and values repeated for the heads of their group. */
  private static Tensor heads(Tensor x, long heads, Sequences sequences, int i) {
    long groups = x.size(1);
    return sequences
        .rows(x, i)
        .permute(1, 0, 2)
        .unsqueeze(1)
        .expand(groups, heads / groups, sequences.length(i), x.size(2))
        .reshape(heads, sequences.length(i), x.size(2));
  }

  private static Tensor sumGroups(Tensor perHead, long groups) {
    return Ops.sum(
        perHead.view(groups, perHead.size(0) / groups, perHead.size(1), perHead.size(2)), 1, false);
  }
}
