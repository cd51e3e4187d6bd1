package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * How likely given continuations of prompts are: log p = Σ log p(token | before).
 *
 * <p>Each prompt is read once, whatever the number of its continuations. These are then read side
 * by side, one token at a time, as {@link BeamSearch} reads its texts.
 */
public final class Likelihoods {

  private final Transformer model;

  public Likelihoods(Transformer model) {
    this.model = model;
  }

  /**
   * The log-likelihood of every continuation, in the order given; 0 for one without tokens.
   *
   * @param continuations at least one for each prompt; prompts may have different numbers of them
   * @throws IllegalArgumentException if a prompt has none
   */
  public double[][] of(List<int[]> prompts, List<List<int[]>> continuations) {
    if (continuations.size() != prompts.size() || continuations.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("every prompt needs a continuation");
    }
    double[][] sums =
        continuations.stream().map(each -> new double[each.size()]).toArray(double[][]::new);
    if (prompts.isEmpty()) {
      return sums;
    }
    Rows rows = new Rows(continuations);
    try (Scope scope = Scope.open()) {
      float[] flat = sums(Tokens.of(prompts.toArray(int[][]::new)), rows).toFloats();
      for (int i = 0; i < sums.length; i++) {
        for (int j = 0; j < sums[i].length; j++) {
          sums[i][j] = flat[i * rows.perPrompt + j];
        }
      }
    }
    return sums;
  }

  /** F32 [B · perPrompt]. */
  private Tensor sums(Tokens prompts, Rows rows) {
    Tensor ids = Tensors.of(rows.ids, rows.longest, rows.count).to(model.device());
    Tensor counted = Tensors.of(rows.counted, rows.longest, rows.count).to(model.device());
    Tensor sums = Tensors.zeros(DType.F32, model.device(), rows.count);
    int read = Math.max(1, rows.longest - 1);
    try (Scope scope = Scope.open();
        BeamCache cache = new BeamCache(model, prompts.sequences(), rows.perPrompt, read)) {
      for (int step = 0; step < rows.longest; step++) {
        try (Scope inner = Scope.open()) {
          Tensor logits =
              step == 0
                  ? model.prefill(prompts, cache)
                  : model.decode(ids.select(0, step - 1), cache);
          Tensor p = Ops.logSoftmax(logits.to(DType.F32), 1);
          Tensor next = ids.select(0, step).view(p.size(0), rows.count / p.size(0));
          Tensor chosen = Ops.gather(p, 1, next).view(rows.count);
          sums.addMul_(chosen, counted.select(0, step), 1);
        }
      }
    }
    return sums;
  }

  /**
   * Continuations as a rectangle, [longest, B · perPrompt]. Places behind a continuation, and
   * continuations that a prompt does not have, hold token 0 and are not counted.
   */
  private static final class Rows {
    final int perPrompt;
    final int count;
    final int longest;
    final long[] ids;
    final float[] counted;

    Rows(List<List<int[]>> continuations) {
      perPrompt = continuations.stream().mapToInt(List::size).max().orElse(0);
      count = continuations.size() * perPrompt;
      longest =
          continuations.stream().flatMap(List::stream).mapToInt(row -> row.length).max().orElse(0);
      ids = new long[longest * count];
      counted = new float[longest * count];
      for (int i = 0; i < continuations.size(); i++) {
        for (int j = 0; j < continuations.get(i).size(); j++) {
          fill(i * perPrompt + j, continuations.get(i).get(j));
        }
      }
    }

    private void fill(int row, int[] tokens) {
      for (int step = 0; step < tokens.length; step++) {
        ids[step * count + row] = tokens[step];
        counted[step * count + row] = 1;
      }
    }
  }
}
