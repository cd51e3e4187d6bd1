package org.dora4j.train.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dora4j.model.Linear;
import org.dora4j.model.Loss;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.CpuLanes;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Natives;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Gradients of a micro-batch. On a CPU its sequences are shared among {@linkplain CpuLanes lanes},
 * each with a pass and gradients of its own, which are added up in the lanes' order: the result
 * does not depend on who was faster. A GPU gets one pass.
 */
public final class Gradients {

  /** Below this, products of a pass are slower than what lanes save. */
  private static final int LEAST_TOKENS = 256;

  /** Most lanes, where somebody knows better. */
  private static final String PROPERTY = "dora4j.lanes";

  /** The lanes' own gradients take at most this part of the weights' memory. */
  private static final int WEIGHTS_PER_GRADIENTS = 8;

  private Gradients() {}

  /**
   * Adds {@code scale} · ∂(sum of losses) to the parameters' gradients.
   *
   * @param scale one over the number of trained tokens of the whole step
   * @param dropoutKey names the random numbers, {@link org.dora4j.model.Tape#NO_DROPOUT} for none
   * @return the sum of the losses, F64, on the model's device; a GPU is not waited for
   */
  public static Tensor add(
      Transformer model, FlatParameters parameters, Tokens tokens, double scale, long dropoutKey) {
    int lanes = lanes(model, parameters, tokens.sequences());
    if (lanes == 1) {
      return Loss.backward(model, tokens, scale, dropoutKey);
    }
    List<Double> sums =
        overParts(model, parameters, tokens, lanes, part -> sum(model, part, scale, dropoutKey));
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return Tensors.full(sum, DType.F64, Device.CPU);
  }

  private static double sum(Transformer model, Tokens part, double scale, long dropoutKey) {
    try (Scope scope = Scope.open()) {
      return Loss.backward(model, part, scale, dropoutKey).item();
    }
  }

  /**
   * Does something with every lane's part of a micro-batch, all at the same time, and adds up what
   * gradients that leaves.
   *
   * @return the results in the parts' order
   */
  public static <T> List<T> overParts(
      Transformer model,
      FlatParameters parameters,
      Tokens tokens,
      int lanes,
      Function<Tokens, T> work) {
    if (lanes == 1) {
      return List.of(work.apply(tokens));
    }
    prepare(model);
    parameters.provideLanes(lanes);
    List<Supplier<T>> pieces = new ArrayList<>();
    for (Tokens part : parts(tokens, lanes)) {
      pieces.add(() -> work.apply(part));
    }
    try {
      return CpuLanes.run(pieces);
    } finally {
      parameters.collectLanes();
    }
  }

  private static void prepare(Transformer model) {
    for (Linear linear : model.linears().values()) {
      if (linear.replacement() != null) {
        linear.replacement().prepare();
      }
    }
  }

  /** In how many lanes a micro-batch of these sequences is worked on. */
  public static int lanes(Transformer model, FlatParameters parameters, Sequences sequences) {
    return lanes(model, parameters.gradientBytes(), sequences);
  }

  private static int lanes(Transformer model, long gradientBytes, Sequences sequences) {
    // OpenBLAS has threads of its own, one set for all lanes, which would wait for each other.
    if (model.device().cuda() || !Natives.usesMkl()) {
      return 1;
    }
    long weights = model.parameterCount() * model.dtype().bytes();
    long room = 1 + weights / WEIGHTS_PER_GRADIENTS / Math.max(1, gradientBytes);
    int threads = Math.min(Natives.cpuThreads(), Integer.getInteger(PROPERTY, Integer.MAX_VALUE));
    return lanes(threads, sequences.count(), sequences.tokens(), room);
  }

  /**
   * Memory that lanes take beside what one pass does.
   *
   * @param gradientBytes of one set of gradients
   */
  public static long laneBytes(Transformer model, long gradientBytes, Sequences sequences) {
    int lanes = lanes(model, gradientBytes, sequences);
    long logits = Loss.heldLogits(model, sequences.tokens() / lanes) * model.dtype().bytes();
    return (lanes - 1) * (gradientBytes + logits);
  }

  /** The largest divisor of the threads that sequences, tokens and memory allow. */
  static int lanes(int threads, int sequences, long tokens, long room) {
    long most = Math.min(Math.min(threads, sequences), Math.min(tokens / LEAST_TOKENS, room));
    for (int lanes = (int) most; lanes > 1; lanes--) {
      if (threads % lanes == 0) {
        return lanes;
      }
    }
    return 1;
  }

  /** Runs of neighbouring sequences with about the same number of tokens each. */
  static List<Tokens> parts(Tokens tokens, int count) {
    Sequences sequences = tokens.sequences();
    List<Tokens> parts = new ArrayList<>();
    int from = 0;
    for (int part = 1; part <= count; part++) {
      int to = part == count ? sequences.count() : from + 1;
      double end = (double) part * sequences.tokens() / count;
      // Every part after this one needs a sequence.
      while (to < sequences.count() - (count - part) && middle(sequences, to) <= end) {
        to++;
      }
      parts.add(tokens.part(from, to));
      from = to;
    }
    return parts;
  }

  /** A part that should end behind this token ends closer to it with the sequence than without. */
  private static double middle(Sequences sequences, int i) {
    return sequences.start(i) + sequences.length(i) / 2.0;
  }
}
