package org.dora4j.model;

import java.util.List;
import java.util.Set;
import org.dora4j.torch.Scope;

/**
 * Beam search, step by step as {@code generate} of transformers does it:
 *
 * <ol>
 *   <li>Each prompt has K running texts. The score of a text is Σ log p of its tokens. In the
 *       beginning all are empty, so the first has score 0 and the others −10⁹.
 *   <li>A step scores all continuations of a prompt's texts by one token and takes the best S = K ·
 *       max(2, 1 + number of end tokens), or draws S where {@link Beams#sampling} says so.
 *   <li>Those that end and are among the best K of the S are finished, with their score divided by
 *       length^penalty; others that end are dropped. Of the finished texts the best K are kept.
 *   <li>The best K that do not end are the running texts of the next step.
 *   <li>A prompt is done when K texts are finished and the worst of them is at least as good as the
 *       best running text, divided by its present length^penalty.
 *   <li>After the last step running texts count as finished. The best finished text is the result.
 * </ol>
 *
 * <p>Everything but the decision to stop early happens on the model's device. Prompts do not
 * influence each other: their texts are the same in a batch as alone, except where two scores are
 * equal up to rounding.
 */
public final class BeamSearch {

  /** Steps between two looks at whether a GPU is done with all prompts. */
  private static final int STEPS_BETWEEN_LOOKS = 4;

  private final Transformer model;
  private final Set<Integer> ends;
  private final Beams beams;

  /**
   * @param ends tokens that end a text; they are not part of the result
   */
  public BeamSearch(Transformer model, Set<Integer> ends, Beams beams) {
    this.model = model;
    this.ends = Set.copyOf(ends);
    this.beams = beams;
  }

  /** The best continuation of each prompt, at most {@code limit} tokens, without end tokens. */
  public int[][] generate(List<int[]> prompts, int limit) {
    return search(prompts, limit).stream().map(BeamText::tokens).toArray(int[][]::new);
  }

  /** As {@link #generate}, with scores. */
  public List<BeamText> search(List<int[]> prompts, int limit) {
    if (prompts.isEmpty() || limit < 1) {
      return prompts.stream().map(prompt -> new BeamText(new int[0], 0)).toList();
    }
    Tokens tokens = Tokens.of(prompts.toArray(int[][]::new));
    int every = model.device().cuda() ? STEPS_BETWEEN_LOOKS : 1;
    try (Scope scope = Scope.open();
        CachedScorer scorer = new CachedScorer(model, tokens, beams.count(), limit)) {
      BeamTexts texts =
          new BeamTexts(beams, ends, tokens.sequences().lengths(), limit, model.device());
      return run(scorer, texts, limit, every);
    }
  }

  static List<BeamText> run(BeamScorer scorer, BeamTexts texts, int limit, int stepsBetweenLooks) {
    for (int step = 1; step <= limit; step++) {
      try (Scope scope = Scope.open()) {
        RunningTexts running = texts.running();
        texts.step(step == 1 ? scorer.first() : scorer.next(running.newest(), running.parents()));
      }
      if (step % stepsBetweenLooks == 0 && !texts.anyOpen()) {
        break;
      }
    }
    return texts.best();
  }
}
