package org.dora4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model write: several prompts at once, each until an end token or a number of tokens.
 *
 * <p>The chosen tokens stay on the model's device, where the next step reads them. The host looks
 * at them only every few steps, to see whether all texts have ended: a GPU never waits for it.
 */
public final class Generator {

  /** Steps between two looks at a GPU's tokens; at most one less is computed in vain. */
  private static final int STEPS_BETWEEN_LOOKS = 4;

  private final Transformer model;
  private final Set<Integer> ends;
  private final int stepsBetweenLooks;

  /**
   * @param ends tokens that end a text; they are not part of the result
   */
  public Generator(Transformer model, Set<Integer> ends) {
    this(model, ends, model.device().cuda() ? STEPS_BETWEEN_LOOKS : 1);
  }

  Generator(Transformer model, Set<Integer> ends, int stepsBetweenLooks) {
    this.model = model;
    this.ends = Set.copyOf(ends);
    this.stepsBetweenLooks = stepsBetweenLooks;
  }

  /**
   * The continuations of {@code prompts}, at most {@code limit} tokens each, without end tokens.
   */
  public int[][] generate(List<int[]> prompts, int limit, Sampling sampling) {
    return run(prompts, limit, sampling, null);
  }

  /** The continuation of one prompt; {@code listener} hears every token as it is chosen. */
  public int[] generate(int[] prompt, int limit, Sampling sampling, IntConsumer listener) {
    return generateWhile(
        prompt,
        limit,
        sampling,
        token -> {
          listener.accept(token);
          return true;
        });
  }

  /**
   * The continuation of one prompt, which also ends when {@code more} says so.
   *
   * @param more hears every token as it is chosen; whether there shall be another one
   */
  public int[] generateWhile(int[] prompt, int limit, Sampling sampling, IntPredicate more) {
    return run(List.of(prompt), limit, sampling, more)[0];
  }

  private int[][] run(
      List<int[]> prompts, int limit, Sampling sampling, @Nullable IntPredicate listener) {
    if (prompts.isEmpty() || limit < 1) {
      return new int[prompts.size()][0];
    }
    Tokens tokens = Tokens.of(prompts.toArray(int[][]::new));
    Texts texts = new Texts(prompts.size(), limit);
    int every = listener == null ? stepsBetweenLooks : 1;
    try (Scope scope = Scope.open();
        TextCache cache = new TextCache(model, tokens.sequences(), limit);
        GreedySteps steps = new GreedySteps(model, cache, sampling, limit)) {
      Tensor chosen = Tensors.empty(DType.I64, model.device(), limit, prompts.size());
      int seen = 0;
      for (int step = 0; step < limit; step++) {
        // Each step overwrites its tokens, so they are copied to their row of [limit, B].
        chosen.select(0, step).copy_(step == 0 ? steps.first(tokens) : steps.next(step));
        if ((step + 1) % every == 0 || step + 1 == limit) {
          boolean open = texts.add(read(chosen, seen, step + 1), listener);
          seen = step + 1;
          if (!open) {
            break;
          }
        }
      }
    }
    return texts.finished();
  }

  private static int[][] read(Tensor chosen, int from, int to) {
    int count = (int) chosen.size(1);
    int[][] steps = new int[to - from][count];
    try (Scope scope = Scope.open()) {
      long[] all = chosen.narrow(0, from, to - from).toLongs();
      for (int i = 0; i < all.length; i++) {
        steps[i / count][i % count] = Math.toIntExact(all[i]);
      }
    }
    return steps;
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

    /** Appends the tokens of some steps to the open texts; whether any text is still open. */
    boolean add(int[][] steps, @Nullable IntPredicate listener) {
      for (int[] next : steps) {
        for (int i = 0; i < next.length; i++) {
          add(i, next[i], listener);
        }
      }
      return IntStream.range(0, ended.length).anyMatch(i -> !ended[i]);
    }

    private void add(int text, int token, @Nullable IntPredicate listener) {
      ended[text] |= ends.contains(token);
      if (!ended[text]) {
        tokens[text][lengths[text]++] = token;
        ended[text] = listener != null && !listener.test(token);
      }
    }

    int[][] finished() {
      return IntStream.range(0, tokens.length)
          .mapToObj(i -> Arrays.copyOf(tokens[i], lengths[i]))
          .toArray(int[][]::new);
    }
  }
}
