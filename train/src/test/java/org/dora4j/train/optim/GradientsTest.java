package org.dora4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Method;
import org.dora4j.model.Loss;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientsTest {
  private static final GroupOptions ONE = new GroupOptions("default", 0.1, 0);
  private static final int[] LENGTHS = {150, 90, 40, 210, 130};

  private static ModelConfig config() {
    RopeConfig rope = RopeConfig.of(10000);
    OptionalInt none = OptionalInt.empty();
    return new ModelConfig(
        97, 48, 80, 2, 4, 2, 12, 1e-5, true, false, false, rope, 512, none, List.of(), DType.F32);
  }

  /** Sequences of which the first has no label. */
  private static Tokens tokens() {
    SplittableRandom random = new SplittableRandom(3);
    int[][] ids = new int[LENGTHS.length][];
    int[][] labels = new int[LENGTHS.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.ints(LENGTHS[i], 0, 97).toArray();
      labels[i] = ids[i].clone();
      Arrays.fill(labels[i], 0, i == 0 ? LENGTHS[i] : LENGTHS[i] / 2, Tokens.IGNORE);
    }
    return Tokens.of(ids, labels);
  }

  private interface Work {
    void with(Transformer model, FlatParameters parameters);
  }

  private static void with(String method, double dropout, DType dtype, Work work) {
    try (Scope scope = Scope.open();
        Transformer model = TransformerLoader.random(config(), 1, dtype, Device.CPU)) {
      AttachedAdapter adapter = null;
      Map<String, Parameter> trained = new LinkedHashMap<>(model.parameters());
      if (!method.equals("FULL")) {
        adapter =
            Adapters.attach(
                model,
                AdapterConfig.builder(Method.valueOf(method))
                    .rank(4)
                    .dropout(dropout)
                    .targets("q_proj", "v_proj", "up_proj", "down_proj")
                    .build(),
                1);
        trained = adapter.parameters();
      }
      for (Parameter parameter : trained.values()) {
        Rng rng = Rng.of(parameter.name().hashCode());
        parameter
            .value()
            .add_(
                org.dora4j.torch.Tensors.normal(0, 0.02, rng, parameter.value().shape())
                    .to(parameter.value().dtype()));
      }
      try (FlatParameters parameters = FlatParameters.of(trained, name -> ONE)) {
        if (adapter != null) {
          adapter.refresh();
        }
        work.with(model, parameters);
      } finally {
        if (adapter != null) {
          adapter.close();
        }
      }
    }
  }

  private static float[] gathered(FlatParameters parameters) {
    float[] all = parameters.groups().get(0).gradients().toFloats();
    parameters.clearGradients();
    return all;
  }

  private static void inLanes(Transformer model, FlatParameters parameters, Tokens tokens) {
    Gradients.overParts(
        model,
        parameters,
        tokens,
        2,
        part -> {
          try (Scope scope = Scope.open()) {
            return Loss.backward(model, part, 0.01, 5).item();
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "DORA, 0",
    "DORA, 0.2",
    "LORA, 0",
    "LORA, 0.2",
    "MAGNITUDE, 0.2",
    "VERA, 0",
    "DVORA, 0.2",
    "FULL, 0"
  })
  void lanesGatherWhatOnePassDoes(String method, double dropout) {
    with(
        method,
        dropout,
        DType.F32,
        (model, parameters) -> {
          Loss.backward(model, tokens(), 0.01, 5);
          float[] whole = gathered(parameters);
          inLanes(model, parameters, tokens());
          float[] lanes = gathered(parameters);
          double largest = 0;
          for (float value : whole) {
            largest = Math.max(largest, Math.abs(value));
          }
          assertThat(largest).isPositive();
          for (int i = 0; i < whole.length; i++) {
            assertThat((double) lanes[i]).isCloseTo(whole[i], within(1e-5 * largest));
          }
        });
  }

  @Test
  void whoIsFasterChangesNothing() {
    with(
        "DORA",
        0.1,
        DType.F32,
        (model, parameters) -> {
          inLanes(model, parameters, tokens());
          float[] first = gathered(parameters);
          for (int i = 0; i < 5; i++) {
            inLanes(model, parameters, tokens());
            assertThat(gathered(parameters)).isEqualTo(first);
          }
        });
  }

  @Test
  void theLossIsThatOfOnePass() {
    with(
        "DORA",
        0,
        DType.F64,
        (model, parameters) -> {
          double whole = Loss.backward(model, tokens(), 1, 5).item();
          Tensor sum = Gradients.add(model, parameters, tokens(), 1, 5);
          assertThat(sum.item()).isCloseTo(whole, within(1e-9));
        });
  }

  @Test
  void lanesLeaveNoMemoryBehind() {
    with(
        "DORA",
        0.1,
        DType.F32,
        (model, parameters) -> {
          inLanes(model, parameters, tokens());
          long before = Memory.liveObjects();
          for (int i = 0; i < 20; i++) {
            inLanes(model, parameters, tokens());
          }
          // What earlier tests left to the garbage collector may go meanwhile.
          assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, 1024, 9, 2", // two cores, two lanes
    "2, 1, 1024, 9, 1", // a sequence is not split
    "2, 4, 500, 9, 1", // too few tokens for two
    "2, 4, 512, 9, 2",
    "16, 16, 1200, 9, 4", // four lanes of four cores
    "12, 16, 1300, 9, 4", // five would leave cores idle
    "16, 64, 99999, 3, 2", // the lanes' gradients have to fit
    "1, 4, 1024, 9, 1"
  })
  void lanesFollowCoresSequencesTokensAndMemory(
      int threads, int sequences, long tokens, long room, int lanes) {
    assertThat(Gradients.lanes(threads, sequences, tokens, room)).isEqualTo(lanes);
  }

  private static int[] partLengths(int count, int... lengths) {
    int[][] rows = Arrays.stream(lengths).mapToObj(int[]::new).toArray(int[][]::new);
    return Gradients.parts(Tokens.of(rows), count).stream()
        .mapToInt(part -> part.ids().length)
        .toArray();
  }

  @Test
  void partsAreRunsOfSequencesOfAboutOneLength() {
    assertThat(partLengths(2, 256, 256, 256, 256)).containsExactly(512, 512);
    assertThat(partLengths(2, 10, 10, 10, 90)).containsExactly(30, 90);
    assertThat(partLengths(2, 90, 10, 10, 10)).containsExactly(90, 30);
    assertThat(partLengths(3, 1, 1, 100)).containsExactly(1, 1, 100);
    assertThat(partLengths(4, 5, 5, 5, 5, 5, 5, 5, 5)).containsExactly(10, 10, 10, 10);
  }

  @Test
  void partsKeepIdsTargetsAndNumbers() {
    Tokens all =
        Tokens.of(new int[][] {{1, 2, 3}, {4, 5}, {6, 7}}, new int[][] {{1, 2, 3}, {4, 5}, {6, 7}});
    Tokens second = Gradients.parts(all, 2).get(1);
    assertThat(second.ids()).containsExactly(4, 5, 6, 7);
    assertThat(second.targets()).containsExactly(5, Tokens.IGNORE, 7, Tokens.IGNORE);
    assertThat(second.sequences().number(0)).isEqualTo(1);
  }
}
