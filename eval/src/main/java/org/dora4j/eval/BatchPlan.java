package org.dora4j.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.dora4j.model.Transformer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.Memory;

/**
 * Which questions are read together: those of similar length, the longest first, by a fixed count
 * or as many as a budget of memory holds.
 */
final class BatchPlan {
  private static final long CPU_BUDGET = 1L << 29;
  private static final int MOST_ON_CPU = 32;
  private static final int MOST_ON_GPU = 512;

  /** Share of a GPU's free memory that texts may take; the rest is for what a step needs. */
  private static final double GPU_SHARE = 0.5;

  /** Bytes of a logit in all the forms that a step of a search holds at once. */
  private static final int LOGIT_BYTES = 18;

  /** Texts of a question that is answered by a choice. */
  private static final int CHOICES = 5;

  private final Transformer model;
  private final EvaluationOptions options;

  BatchPlan(Transformer model, EvaluationOptions options) {
    this.model = model;
    this.options = options;
  }

  /** Batches of the prompts' places. */
  List<List<Integer>> of(List<int[]> prompts) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, prompts.size()).boxed().toList());
    order.sort(Comparator.comparingInt(i -> -prompts.get(i).length));
    List<List<Integer>> batches = new ArrayList<>();
    int from = 0;
    while (from < order.size()) {
      int count = options.batch();
      if (count == EvaluationOptions.AUTO) {
        count = fitting(prompts.get(order.get(from)).length);
      }
      int to = Math.min(order.size(), from + count);
      batches.add(List.copyOf(order.subList(from, to)));
      from = to;
    }
    return batches;
  }

  private int fitting(int longest) {
    boolean cuda = model.device().cuda();
    long budget =
        cuda
            ? (long)
                (GPU_SHARE
                    * (Memory.gpuRoomBytes(model.device()) - Memory.gpuBytes(model.device())))
            : CPU_BUDGET;
    long count = budget / bytes(longest);
    return (int) Math.max(1, Math.min(cuda ? MOST_ON_GPU : MOST_ON_CPU, count));
  }

  /** Bytes that a prompt of that many tokens takes, with its texts. */
  private long bytes(int tokens) {
    ModelConfig config = model.config();
    int element = model.dtype().bytes();
    long texts = texts();
    long cached = tokens + texts * options.newTokens();
    long keysAndValues =
        2L * config.layers() * config.keyValueHeads() * config.headDim() * element * cached;
    long logits = texts * config.vocabularySize() * LOGIT_BYTES;
    long mask = texts * (config.heads() / config.keyValueHeads()) * element * cached;
    long activations =
        (long) tokens * element * (6L * config.hiddenSize() + 3L * config.intermediateSize());
    return keysAndValues + logits + mask + activations;
  }

  private int texts() {
    if (options.decoding() instanceof Decoding.Searched searched) {
      return searched.beams().count();
    }
    return options.decoding() instanceof Decoding.Constrained ? CHOICES : 1;
  }
}
