package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;

/**
 * Beam search on a language that can be worked by hand: three tokens, and the next depends on the
 * last alone. Two beams; products of probabilities stand for sums of logarithms.
 *
 * <pre>
 *                end    a      b
 *   at first     0.1    0.6    0.3
 *   after a      0.4    0.1    0.5
 *   after b      0.7    0.25   0.05
 *
 *   step 1: a 0.6, b 0.3, end 0.1 (third of two: dropped)           go on: a, b
 *   step 2: ab 0.3, a.end 0.24 (finished), b.end 0.21 (third), ba 0.075   go on: ab, ba
 *   step 3: ab.end 0.21 (finished), aba 0.075, bab 0.0375, ba.end 0.03    go on: aba, bab
 *   step 4: abab 0.0375, aba.end 0.03 (finished), bab.end 0.02625, baba 0.009375
 * </pre>
 */
class BeamSearchTest {

  private static final int END = 0;
  private static final int A = 1;
  private static final int B = 2;
  private static final double[][] NEXT = {{0.1, 0.6, 0.3}, {0.4, 0.1, 0.5}, {0.7, 0.25, 0.05}};
  private static final Beams TWO = Beams.of(2);

  /** The language above, in any number of prompts at once. */
  private static final class Toy implements BeamScorer {
    private final int prompts;
    private int calls;

    Toy(int prompts) {
      this.prompts = prompts;
    }

    @Override
    public Tensor first() {
      return after(new long[prompts]);
    }

    @Override
    public Tensor next(Tensor tokens, Tensor parents) {
      return after(tokens.toLongs());
    }

    private Tensor after(long[] last) {
      calls++;
      float[] logits = new float[last.length * 3];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) Math.log(NEXT[(int) last[i / 3]][i % 3]);
      }
      return Tensors.of(logits, last.length, 3);
    }
  }

  @Test
  void goesAsWorkedByHand() {
    try (Scope scope = Scope.open()) {
      Toy toy = new Toy(1);
      BeamTexts texts = new BeamTexts(TWO, Set.of(END), new int[] {4}, 10, Device.CPU);
      RunningTexts running = texts.running();
      texts.step(toy.first());
      expect(running, new int[][] {{A}, {B}}, 0.6, 0.3);
      texts.step(toy.next(running.newest(), running.parents()));
      expect(running, new int[][] {{A, B}, {B, A}}, 0.3, 0.075);
      assertThat(texts.anyOpen()).isTrue();
      texts.step(toy.next(running.newest(), running.parents()));
      expect(running, new int[][] {{A, B, A}, {B, A, B}}, 0.075, 0.0375);
      assertThat(running.parents().toLongs()).containsExactly(0, 1);
      // log 0.24 / 2 = -0.714 is no worse than log 0.075 / 3 = -0.863: nothing better can come.
      assertThat(texts.anyOpen()).isFalse();
      expect(texts.best().get(0), Math.log(0.21) / 3, A, B);
    }
  }

  private static void expect(RunningTexts running, int[][] tokens, double... probabilities) {
    long[] flat = Arrays.stream(tokens).flatMapToInt(Arrays::stream).asLongStream().toArray();
    assertThat(running.tokens().toLongs()).containsExactly(flat);
    float[] scores = running.scores().toFloats();
    for (int i = 0; i < scores.length; i++) {
      assertThat(Math.exp(scores[i])).isCloseTo(probabilities[i], within(1e-6));
    }
  }

  private static void expect(BeamText text, double score, int... tokens) {
    assertThat(text.tokens()).containsExactly(tokens);
    assertThat(text.score()).isCloseTo(score, within(1e-6));
  }

  private static BeamText search(Toy toy, Beams beams, int prompt, int limit, int looks) {
    try (Scope scope = Scope.open()) {
      int[] prompts = new int[toy.prompts];
      Arrays.fill(prompts, prompt);
      BeamTexts texts = new BeamTexts(beams, Set.of(END), prompts, limit, Device.CPU);
      List<BeamText> found = BeamSearch.run(toy, texts, limit, looks);
      assertThat(found).hasSize(toy.prompts);
      found.forEach(text -> assertThat(text.tokens()).isEqualTo(found.get(0).tokens()));
      return found.get(0);
    }
  }

  @Test
  void stopsWhenNothingBetterCanCome() {
    Toy toy = new Toy(3);
    expect(search(toy, TWO, 4, 10, 1), Math.log(0.21) / 3, A, B);
    assertThat(toy.calls).isEqualTo(3);
  }

  @Test
  void stepsAfterTheEndChangeNothing() {
    Toy toy = new Toy(2);
    expect(search(toy, TWO, 4, 10, 7), Math.log(0.21) / 3, A, B);
    assertThat(toy.calls).isEqualTo(7);
  }

  @Test
  void withoutPenaltyTheLikeliestTextWins() {
    expect(search(new Toy(1), TWO.withLengthPenalty(0), 4, 10, 1), Math.log(0.24), A);
  }

  /** The whole length hardly grows with a token, so that the likelier text wins; it stops later. */
  @Test
  void theWholeLengthCountsThePrompt() {
    Toy toy = new Toy(1);
    Beams whole = TWO.withLength(TextLength.WHOLE);
    expect(search(toy, whole, 10, 10, 1), Math.log(0.24) / 11, A);
    assertThat(toy.calls).isEqualTo(4);
  }

  @Test
  void textsThatHaveNotEndedCountAtTheLimit() {
    expect(search(new Toy(1), TWO, 4, 1, 1), Math.log(0.6), A);
    expect(search(new Toy(1), TWO, 4, 2, 1), Math.log(0.3) / 2, A, B);
  }

  @Test
  void drawsDependOnTheSeed() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      List<int[]> prompts = List.of(new int[] {3, 14, 15}, new int[] {9, 26});
      int[][] first = drawn(model, prompts, 5);
      assertThat(drawn(model, prompts, 5)).isDeepEqualTo(first);
      assertThat(Arrays.deepEquals(drawn(model, prompts, 6), first)).isFalse();
    }
  }

  @Test
  void drawsWithoutHeatAreTheSearch() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      List<int[]> prompts = List.of(new int[] {3, 14, 15}, new int[] {9, 26}, new int[] {4});
      Beams cold = Beams.of(4).withSampling(new Sampling(1e-4, 0, 1, 5));
      assertThat(new BeamSearch(model, Set.of(7), cold).generate(prompts, 12))
          .isDeepEqualTo(new BeamSearch(model, Set.of(7), Beams.of(4)).generate(prompts, 12));
    }
  }

  private static int[][] drawn(Transformer model, List<int[]> prompts, long seed) {
    Beams beams = Beams.of(4).withSampling(new Sampling(0.8, 40, 0.75, seed));
    return new BeamSearch(model, Set.of(7), beams).generate(prompts, 12);
  }

  @Test
  void nothingToDoIsNothing() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      BeamSearch search = new BeamSearch(model, Set.of(), TWO);
      assertThat(search.generate(List.of(), 5)).isEmpty();
      assertThat(search.generate(List.of(new int[] {4}), 0)).isDeepEqualTo(new int[][] {{}});
    }
  }

  @Test
  void oneBeamIsRefused() {
    assertThatThrownBy(() -> Beams.of(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2");
  }

  @Test
  void leavesNoNativeMemory() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/gqa"), DType.F32)) {
      List<int[]> prompts = List.of(new int[] {3, 14, 15}, new int[] {9, 26});
      BeamSearch search = new BeamSearch(model, Set.of(82), Beams.of(3));
      search.generate(prompts, 4);
      long before = Memory.liveObjects();
      search.generate(prompts, 6);
      drawn(model, prompts, 5);
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }
}
