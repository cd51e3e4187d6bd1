package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.CrossEntropy;
import org.dora4j.torch.fused.LinearCrossEntropy;

/**
 * Causal cross-entropy: −log softmax(logits)[target], summed over the trained tokens.
 *
 * <p>Rows without a target are dropped before the final norm, and logits exist only for a chunk of
 * rows at a time: with p = softmax(logits), d logits = (p − onehot(target)) · scale. A plain frozen
 * head on a CPU needs not even that: {@link LinearCrossEntropy}.
 */
public final class Loss {

  /** Most logits held at once: 16 Mi elements, 64 MiB in F32. */
  private static final long CHUNK_ELEMENTS = 1L << 24;

  /** On a GPU larger products are faster: 64 Mi elements, 128 MiB in bf16. */
  private static final long CHUNK_ELEMENTS_ON_GPU = 1L << 26;

  private Loss() {}

  /** Sum of the losses of the trained tokens; no gradients. */
  public static double evaluate(Transformer model, Tokens tokens) {
    try (Scope scope = Scope.open();
        Tape tape = model.inferenceTape(tokens.sequences())) {
      Tensor hidden = model.hidden(tokens.ids(), tape);
      Tensor rows = Ops.indexSelect(hidden, 0, index(model, tokens.trainedIndices()));
      return head(model, model.norm().forward(rows, tape), tokens, tape, 0).sum().item();
    }
  }

  /** The loss of each trained token, in the order of {@link Tokens#trainedIndices()}. */
  public static float[] perToken(Transformer model, Tokens tokens) {
    int[] trained = tokens.trainedIndices();
    float[] losses = new float[trained.length];
    try (Scope scope = Scope.open();
        Tape tape = model.inferenceTape(tokens.sequences())) {
      Tensor hidden = model.hidden(tokens.ids(), tape);
      Tensor normed = model.norm().forward(Ops.indexSelect(hidden, 0, index(model, trained)), tape);
      int chunk = (int) Math.max(1, CHUNK_ELEMENTS / model.config().vocabularySize());
      for (int start = 0; start < trained.length; start += chunk) {
        int length = Math.min(chunk, trained.length - start);
        int[] targets = new int[length];
        for (int i = 0; i < length; i++) {
          targets[i] = tokens.targets()[trained[start + i]];
        }
        try (Scope inner = Scope.open()) {
          Tensor logits = model.head().forward(normed.narrow(0, start, length), tape).to(DType.F32);
          Tensor target = index(model, targets).unsqueeze(1);
          Tensor chosen = Ops.gather(Ops.logSoftmax(logits, 1), 1, target);
          System.arraycopy(Ops.neg(chosen).toFloats(), 0, losses, start, length);
        }
      }
    }
    return losses;
  }

  /**
   * Runs forward and backward and adds {@code scale} · ∂(sum of losses) to the gradients of the
   * trainable parameters.
   *
   * @param scale one over the number of trained tokens of all micro-batches of the step
   * @param dropoutKey names the random numbers of this pass; {@link Tape#NO_DROPOUT} turns dropout
   *     off
   * @return the sum of the losses as a tensor on the model's device, so that nobody waits for a GPU
   */
  public static Tensor backward(Transformer model, Tokens tokens, double scale, long dropoutKey) {
    try (Scope scope = Scope.open();
        Tape tape = model.trainingTape(tokens.sequences(), dropoutKey)) {
      Tensor sum = Tensors.zeros(DType.F64, model.device());
      model.backward(upToHead(model, tokens, tape, scale, sum), tape);
      return scope.keep(sum);
    }
  }

  /** Adds up the losses; returns the gradient of the activations after the last block [N, d]. */
  private static Tensor upToHead(
      Transformer model, Tokens tokens, Tape tape, double scale, Tensor sum) {
    try (Scope scope = Scope.open()) {
      Tensor hidden = model.hidden(tokens.ids(), tape);
      Tensor index = index(model, tokens.trainedIndices());
      Tensor normed = model.norm().forward(Ops.indexSelect(hidden, 0, index), tape);
      Head head = head(model, normed, tokens, tape, scale);
      sum.add_(head.sum());
      Tensor dRows = model.norm().backward(head.gradient(), tape);
      return scope.keep(Tensors.zerosLike(hidden).indexCopy_(0, index, dRows));
    }
  }

  /** Sum of losses, and the gradient of the normed rows. */
  private record Head(Tensor sum, Tensor gradient) {}

  private static Head head(
      Transformer model, Tensor normed, Tokens tokens, Tape tape, double scale) {
    int[] targets =
        java.util.Arrays.stream(tokens.trainedIndices()).map(i -> tokens.targets()[i]).toArray();
    Tensor target = index(model, targets); // [R]
    Tensor sum = Tensors.zeros(DType.F64, model.device());
    Tensor gradient = scale == 0 ? normed : Tensors.emptyLike(normed);
    if (usesBlocks(model)) {
      Tensor into = scale == 0 ? null : gradient;
      Tensor weight = model.head().weight().value();
      sum.add_(Ops.sum(LinearCrossEntropy.of(normed, weight, target, scale, into)));
      return new Head(sum, gradient);
    }
    long chunk = chunkRows(model);
    for (long start = 0; start < targets.length; start += chunk) {
      long length = Math.min(chunk, targets.length - start);
      try (Scope scope = Scope.open()) {
        Tensor logits = model.head().forward(normed.narrow(0, start, length), tape);
        // A replaced head may have saved its output; else the logits' memory is used again.
        boolean reuse = !model.head().isReplaced();
        CrossEntropy.Result result =
            CrossEntropy.of(logits, target.narrow(0, start, length), scale, reuse);
        sum.add_(Ops.sum(result.losses()));
        if (scale != 0) {
          gradient.narrow(0, start, length).copy_(model.head().backward(result.gradient(), tape));
        }
      }
    }
    return new Head(sum, gradient);
  }

  private static boolean usesBlocks(Transformer model) {
    Linear head = model.head();
    return !model.device().cuda()
        && model.dtype().bytes() >= 4
        && head.weight().dtype() == model.dtype()
        && !head.isReplaced()
        && !head.weight().isTrainable()
        && head.bias() == null;
  }

  /** Logits that are held at once in training, at most, for so many trained tokens. */
  public static long heldLogits(Transformer model, long trained) {
    long vocabulary = model.config().vocabularySize();
    return usesBlocks(model)
        ? LinearCrossEntropy.elements(trained, vocabulary)
        : Math.min(trained, chunkRows(model)) * vocabulary;
  }

  private static long chunkRows(Transformer model) {
    long elements = model.device().cuda() ? CHUNK_ELEMENTS_ON_GPU : CHUNK_ELEMENTS;
    return Math.max(1, elements / model.config().vocabularySize());
  }

  private static Tensor index(Transformer model, int[] values) {
    return Tensors.of(values, values.length).to(model.device());
  }
}
