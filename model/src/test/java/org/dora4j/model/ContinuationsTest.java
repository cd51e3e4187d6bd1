package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinuationsTest {

  private static final float[] P = {0.15f, 0.5f, 0.05f, 0.3f};

  private static Tensor logits(int rows, float... probabilities) {
    return Ops.log(Tensors.of(probabilities, 1, probabilities.length))
        .expand(rows, probabilities.length)
        .contiguous();
  }

  @Test
  void theBestAreSortedOverAllTexts() {
    try (Scope scope = Scope.open()) {
      Tensor scores = Tensors.of(new float[] {0, (float) Math.log(0.5)}, 1, 2);
      Continuations best = Continuations.best(logits(2, P), scores, 5);
      assertThat(best.parents().toLongs()).containsExactly(0, 0, 1, 0, 1);
      assertThat(best.tokens().toLongs()).containsExactly(1, 3, 1, 0, 3);
      assertThat(Math.exp(best.scores().toFloats()[2])).isCloseTo(0.25, within(1e-6));
    }
  }

  /**
   * Two draws without putting back hold tokens 1 and 3 with probability 0.5 · 0.3/0.5 + 0.3 ·
   * 0.5/0.7 = 0.514; with temperature 0.5, in proportion to p², 0.685 · 0.247/0.315 + 0.247 ·
   * 0.685/0.753 = 0.761.
   */
  @ParameterizedTest
  @CsvSource({"1,0.514", "0.5,0.761"})
  void drawsFollowTheProbabilities(double temperature, double expected) {
    int prompts = 4000;
    try (Scope scope = Scope.open()) {
      Tensor scores = Tensors.zeros(DType.F32, Device.CPU, prompts, 1);
      Sampling sampling = new Sampling(temperature, 0, 1, 3);
      Continuations drawn = Continuations.drawn(logits(prompts, P), scores, 2, sampling, 1, 0);
      long[] tokens = drawn.tokens().toLongs();
      double both =
          IntStream.range(0, prompts)
                  .filter(i -> tokens[2 * i] == 1 && tokens[2 * i + 1] == 3)
                  .count()
              / (double) prompts;
      assertThat(both).isCloseTo(expected, within(0.025));
    }
  }

  @Test
  void drawsComeFromAllTextsInProportion() {
    int prompts = 4000;
    try (Scope scope = Scope.open()) {
      Tensor one = Tensors.of(new float[] {(float) Math.log(0.8), (float) Math.log(0.2)}, 1, 2);
      Tensor scores = one.expand(prompts, 2).contiguous();
      Sampling sampling = new Sampling(1, 2, 1, 3);
      Continuations drawn = Continuations.drawn(logits(2 * prompts, P), scores, 1, sampling, 2, 0);
      assertThat(Arrays.stream(drawn.tokens().toLongs()).distinct().sorted())
          .containsExactly(1L, 3L);
      double second = Arrays.stream(drawn.parents().toLongs()).average().orElse(0);
      assertThat(second).isCloseTo(0.2, within(0.025));
    }
  }

  /** Top-k first, then top-p of what is left (0.526, 0.316, 0.158 of three tokens). */
  @ParameterizedTest
  @CsvSource({
    "0,1,1,     '1 3 0 2'",
    "0,0.75,1,  '1 3'",
    "0,0.81,1,  '1 3 0'",
    "3,0.6,1,   '1 3'",
    "3,0.5,1,   '1'",
    "3,0.5,2,   '1 3'",
    "1,1,1,     '1'",
    "1,1,3,     '1 3 0'",
    "9,0.01,1,  '1'"
  })
  void topKAndTopPRestrict(int topK, double topP, int least, String expected) {
    try (Scope scope = Scope.open()) {
      Ops.Pair kept = new Sampling(1, topK, topP, 0).restricted(logits(1, P), least);
      float[] scores = kept.first().toFloats();
      long[] tokens = kept.second().toLongs();
      assertThat(IntStream.range(0, scores.length).filter(i -> Float.isFinite(scores[i])))
          .extracting(i -> String.valueOf(tokens[i]))
          .containsExactly(expected.split(" "));
    }
  }

  /** The tokens that transformers' warpers leave, and their scores, one after another. */
  @Test
  void restrictsAsTransformersDoes() {
    try (Scope scope = Scope.open();
        SafeTensors golden = Golden.tensors(Golden.root().resolve("beams/warped.safetensors"))) {
      Tensor logProbabilities = golden.tensor("log_probs");
      for (String name : golden.names()) {
        if (name.equals("log_probs")) {
          continue;
        }
        String[] setting = name.split("/");
        double temperature = Double.parseDouble(setting[0]);
        Ops.Pair kept =
            new Sampling(
                    temperature, Integer.parseInt(setting[1]), Double.parseDouble(setting[2]), 0)
                .restricted(
                    Ops.mul(logProbabilities, 1 / temperature), Integer.parseInt(setting[3]));
        Tensor places =
            Tensors.full(Double.NEGATIVE_INFINITY, DType.F32, Device.CPU, logProbabilities.shape());
        for (int row = 0; row < places.size(0); row++) {
          places
              .select(0, row)
              .indexCopy_(0, kept.second().select(0, row), kept.first().select(0, row));
        }
        assertThat(Ops.exp(places).toFloats())
            .as(name)
            .containsExactly(Ops.exp(golden.tensor(name)).toFloats(), within(1e-5f));
      }
    }
  }
}
