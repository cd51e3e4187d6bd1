package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** The likeliest tokens of every row of logits, with log p = log softmax(logits), in F32. */
public final class BestTokens {
  private static final int THREADS = 256;

  /** A thread keeps that many in registers. */
  private static final int MOST = 16;

  private BestTokens() {}

  /**
   * @param scores log p, the largest first: F32 [R, S]
   * @param tokens their ids: I64 [R, S]
   */
  public record Best(Tensor scores, Tensor tokens) {}

  /**
   * The S likeliest tokens of each row. Which of equally likely ones come first is not said.
   *
   * @param logits [R, V]
   * @param count S, at most V
   */
  public static Best of(Tensor logits, int count) {
    boolean fits = count <= MOST && logits.dtype() != DType.F64 && Kernels.fit(logits);
    return fits ? onGpu(logits, count) : plain(logits, count);
  }

  static Best plain(Tensor logits, int count) {
    try (Scope scope = Scope.open()) {
      Ops.Pair best = Ops.topK(Ops.logSoftmax(logits.to(DType.F32), 1), count);
      return new Best(scope.keep(best.first()), scope.keep(best.second()));
    }
  }

  private static Best onGpu(Tensor logits, int count) {
    Tensor scores = Tensors.empty(DType.F32, logits.device(), logits.size(0), count);
    Tensor tokens = Tensors.empty(DType.I64, logits.device(), logits.size(0), count);
    int width = Kernels.width(logits.dtype(), logits.size(1), logits);
    KernelForm form = new KernelForm(logits.dtype(), width, count, 0);
    Kernel.of("best_tokens", "best_tokens", form, 0, logits.device())
        .launch(logits.size(0), 1, THREADS, logits, scores, tokens, (int) logits.size(1));
    return new Best(scores, tokens);
  }
}
