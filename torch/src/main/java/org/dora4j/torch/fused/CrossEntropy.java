package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * loss = −log softmax(logits)[target] per row, and d logits = scale · (softmax(logits) −
 * onehot(target)), in F32 or wider whatever the type of the logits.
 */
public final class CrossEntropy {

  private static final int THREADS = 512;

  private CrossEntropy() {}

  /**
   * @param losses of the rows [R], F32 or wider
   * @param gradient of the logits [R, V] in their type; undefined where the scale is 0
   */
  public record Result(Tensor losses, Tensor gradient) {}

  /**
   * Losses and gradient of a chunk of rows.
   *
   * @param logits [R, V]
   * @param targets [R] in I64
   * @param scale of the gradient; 0 leaves the gradient out
   * @param reuse whether the logits may be overwritten
   */
  public static Result of(Tensor logits, Tensor targets, double scale, boolean reuse) {
    return logits.dtype() != DType.F64 && Kernels.fit(logits)
        ? onGpu(logits, targets, scale, reuse)
        : plain(logits, targets, scale, reuse);
  }

  static Result plain(Tensor logits, Tensor targets, double scale, boolean reuse) {
    try (Scope scope = Scope.open()) {
      DType wide = logits.dtype().bytes() < 4 ? DType.F32 : logits.dtype();
      Tensor widened = logits.to(wide);
      Tensor out = reuse || widened != logits ? widened : Tensors.emptyLike(logits);
      Tensor logProbabilities = Ops.logSoftmaxInto(out, widened, 1);
      Tensor labels = targets.unsqueeze(1);
      Tensor losses = scope.keep(Ops.neg(Ops.gather(logProbabilities, 1, labels)).view(-1));
      if (scale == 0) {
        return new Result(losses, logits);
      }
      Tensor gradient = logProbabilities.exp_();
      gradient.scatterAdd_(1, labels, Tensors.full(-1, wide, logits.device(), targets.count(), 1));
      return new Result(losses, scope.keep(gradient.mul_(scale).to(logits.dtype())));
    }
  }

  private static Result onGpu(Tensor logits, Tensor targets, double scale, boolean reuse) {
    Tensor out = reuse ? logits : logits.copy();
    Tensor losses = Tensors.empty(DType.F32, logits.device(), logits.size(0));
    int width = Kernels.width(logits.dtype(), logits.size(1), logits);
    Kernel.of("cross_entropy", "cross_entropy", logits.dtype(), width, logits.device())
        .launch(
            logits.size(0),
            1,
            THREADS,
            out,
            targets,
            losses,
            (int) logits.size(1),
            (float) scale,
            scale == 0 ? 0 : 1);
    return new Result(losses, out);
  }
}
