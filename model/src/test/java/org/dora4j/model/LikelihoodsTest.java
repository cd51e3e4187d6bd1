package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodsTest {

  private static final List<int[]> PROMPTS =
      List.of(new int[] {3, 14, 15, 92, 65}, new int[] {35}, new int[] {8, 9, 7});
  private static final List<List<int[]>> CONTINUATIONS =
      List.of(
          List.of(new int[] {4, 8, 9}, new int[] {4}, new int[] {}),
          List.of(new int[] {90, 1, 0, 7}),
          List.of(new int[] {5, 6}, new int[] {5, 7}));

  /** The loss of the same tokens behind their prompt, as training computes it. */
  private static double expected(Transformer model, int[] prompt, int[] continuation) {
    int[] ids = Arrays.copyOf(prompt, prompt.length + continuation.length);
    System.arraycopy(continuation, 0, ids, prompt.length, continuation.length);
    int[] labels = ids.clone();
    Arrays.fill(labels, 0, prompt.length, Tokens.IGNORE);
    Tokens tokens = Tokens.of(new int[][] {ids}, new int[][] {labels});
    return continuation.length == 0 ? 0 : -Loss.evaluate(model, tokens);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mha", "gqa", "rope_llama3_short"})
  void areMinusTheLosses(String folder) {
    try (Transformer model = Golden.model(Golden.root().resolve("models/" + folder), DType.F32)) {
      double[][] found = new Likelihoods(model).of(PROMPTS, CONTINUATIONS);
      for (int i = 0; i < PROMPTS.size(); i++) {
        assertThat(found[i]).hasSize(CONTINUATIONS.get(i).size());
        for (int j = 0; j < found[i].length; j++) {
          double loss = expected(model, PROMPTS.get(i), CONTINUATIONS.get(i).get(j));
          assertThat(found[i][j]).isCloseTo(loss, within(1e-4));
        }
      }
    }
  }

  @Test
  void nothingIsNothing() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      assertThat(new Likelihoods(model).of(List.of(), List.of())).isEmpty();
      double[][] empty =
          new Likelihoods(model).of(List.of(new int[] {4}), List.of(List.of(new int[0])));
      assertThat(empty).isDeepEqualTo(new double[][] {{0}});
    }
  }

  @Test
  void leavesNoNativeMemory() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      Likelihoods likelihoods = new Likelihoods(model);
      likelihoods.of(PROMPTS, CONTINUATIONS);
      long before = Memory.liveObjects();
      likelihoods.of(PROMPTS, CONTINUATIONS);
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }
}
