package org.dora4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** Lets a model write: several prompts at once, each until an end token or a number of tokens. */
public final class Generator {

  private final Transformer model;
  private final Set<Integer> ends;

  /**
   * @param ends tokens that end a text; they are not part of the result
   */
  public Generator(Transformer model, Set<Integer> ends) {
    this.model = model;
    this.ends = Set.copyOf(ends);
  }

  /**
   * The continuations of {@code prompts}, at most {@code limit} tokens each, without end tokens.
   */
  public int[][] generate(List<int[]> prompts, int limit, Sampling sampling) {
    return run(prompts, limit, sampling, token -> {});
  }

  /** The continuation of one prompt; {@code listener} hears every token as it is chosen. */
  public int[] generate(int[] prompt, int limit, Sampling sampling, IntConsumer listener) {
    return run(List.of(prompt), limit, sampling, listener)[0];
  }

  private int[][] run(List<int[]> prompts, int limit, Sampling sampling, IntConsumer listener) {
    if (prompts.isEmpty() || limit < 1) {
      return new int[prompts.size()][0];
    }
    Tokens tokens = Tokens.of(prompts.toArray(int[][]::new));
    int capacity = tokens.sequences().longest() + limit;
    Texts texts = new Texts(prompts.size(), limit);
    try (Scope scope = Scope.open();
        KvCache cache =
            new KvCache(
                model.config(), tokens.sequences(), capacity, model.dtype(), model.device())) {
      int[] next = sampling.choose(model.prefill(tokens, cache), 0);
      for (int step = 1; texts.add(next, listener) && step < limit; step++) {
        next = following(next, cache, sampling, step);
      }
    }
    return texts.finished();
  }

  private int[] following(int[] last, KvCache cache, Sampling sampling, int step) {
    try (Scope scope = Scope.open()) {
      Tensor logits = model.decode(last, cache);
      return sampling.choose(logits, step);
    }
  }

  /** The texts so far; one that has ended takes no further tokens. */
  private final class Texts {
    private final int[][] tokens;
    private final int[] lengths;
    private final boolean[] ended;

    Texts(int count, int limit) {
      tokens = new int[count][limit];
      lengths = new int[count];
      ended = new boolean[count];
    }

    /** Appends one token to each open text; whether any text is still open. */
    boolean add(int[] next, IntConsumer listener) {
      for (int i = 0; i < next.length; i++) {
        ended[i] |= ends.contains(next[i]);
        if (!ended[i]) {
          tokens[i][lengths[i]++] = next[i];
          listener.accept(next[i]);
        }
      }
      return IntStream.range(0, ended.length).anyMatch(i -> !ended[i]);
    }

    int[][] finished() {
      return IntStream.range(0, tokens.length)
          .mapToObj(i -> Arrays.copyOf(tokens[i], lengths[i]))
          .toArray(int[][]::new);
    }
  }
}
