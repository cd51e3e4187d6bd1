package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

  private static final List<int[]> PROMPTS =
      List.of(new int[] {3, 14, 15, 92, 65}, new int[] {35}, new int[] {8, 9, 7});

  private static int[] append(int[] ids, int id) {
    int[] longer = java.util.Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = id;
    return longer;
  }

  private static int[] uncached(Transformer model, int[] prompt, int limit) {
    int[] ids = prompt;
    for (int i = 0; i < limit; i++) {
      try (Scope scope = Scope.open()) {
        Tensor logits = model.logits(Tokens.of(ids));
        ids = append(ids, (int) Ops.argmax(logits.select(0, ids.length - 1), 0).item());
      }
    }
    return java.util.Arrays.copyOfRange(ids, prompt.length, ids.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mha", "gqa", "rope_llama3_short"})
  void cachedDecodingEqualsUncached(String folder) {
    try (Transformer model = Golden.model(Golden.root().resolve("models/" + folder), DType.F32)) {
      int[][] texts = new Generator(model, Set.of()).generate(PROMPTS, 8, Sampling.GREEDY);
      for (int i = 0; i < PROMPTS.size(); i++) {
        assertThat(texts[i]).containsExactly(uncached(model, PROMPTS.get(i), 8));
      }
    }
  }

  @Test
  void stopsAtAnEndTokenWithoutReturningIt() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      int[] all = uncached(model, PROMPTS.get(0), 8);
      int end = all[3];
      int first =
          java.util.stream.IntStream.range(0, 8).filter(i -> all[i] == end).findFirst().getAsInt();
      int[][] texts = new Generator(model, Set.of(end)).generate(PROMPTS, 8, Sampling.GREEDY);
      assertThat(texts[0]).containsExactly(java.util.Arrays.copyOf(all, first));
    }
  }

  /** A GPU's tokens are looked at every few steps only: texts may have ended long before. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5, 100})
  void rareLooksChangeNothing(int steps) {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      Set<Integer> ends = Set.of(uncached(model, PROMPTS.get(0), 3)[2]);
      int[][] expected = new Generator(model, ends).generate(PROMPTS, 10, Sampling.GREEDY);
      assertThat(new Generator(model, ends, steps).generate(PROMPTS, 10, Sampling.GREEDY))
          .isDeepEqualTo(expected);
    }
  }

  @Test
  void samplingFromOneTokenIsGreedy() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      int[][] greedy = new Generator(model, Set.of()).generate(PROMPTS, 6, Sampling.GREEDY);
      Sampling one = new Sampling(1, 1, 1, 5);
      assertThat(new Generator(model, Set.of()).generate(PROMPTS, 6, one)).isDeepEqualTo(greedy);
    }
  }

  @Test
  void samplingDependsOnTheSeedAlone() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      Generator generator = new Generator(model, Set.of());
      int[][] first = generator.generate(PROMPTS, 12, new Sampling(1, 0, 0.95, 5));
      assertThat(generator.generate(PROMPTS, 12, new Sampling(1, 0, 0.95, 5))).isDeepEqualTo(first);
      assertThat(
              java.util.Arrays.deepEquals(
                  generator.generate(PROMPTS, 12, new Sampling(1, 0, 0.95, 6)), first))
          .isFalse();
    }
  }

  @Test
  void leavesNoNativeMemory() {
    try (Transformer model = Golden.model(Golden.root().resolve("models/mha"), DType.F32)) {
      Generator generator = new Generator(model, Set.of());
      generator.generate(PROMPTS, 4, Sampling.GREEDY);
      long before = Memory.liveObjects();
      generator.generate(PROMPTS, 4, new Sampling(1, 3, 0.9, 1));
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }
}
