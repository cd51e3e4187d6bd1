package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Method;
import org.dora4j.model.Loss;
import org.dora4j.model.Parameter;
import org.dora4j.model.Quantisation;
import org.dora4j.model.Tape;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.WeightForm;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Scope;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GroupOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forecasts against what the allocator has handed out. */
class MemoryForecastTest {
  private static final int SEQUENCES = 16;
  private static final int LENGTH = 256;
  private static final int ANSWER = 32;

  /** Tensors too small for the sum of large blocks, and the rest of pages. */
  private static final long SMALL_BYTES = 1L << 20;

  private static ModelConfig config() {
    return config(128, 352, 3);
  }

  private static ModelConfig config(int hidden, int intermediate, int layers) {
    return new ModelConfig(
        600,
        hidden,
        intermediate,
        layers,
        4,
        2,
        32,
        1e-5,
        true,
        false,
        false,
        RopeConfig.of(10000),
        512,
        OptionalInt.empty(),
        List.of(),
        DType.F32);
  }

  private static Tokens tokens() {
    int[][] ids = new int[SEQUENCES][LENGTH];
    int[][] labels = new int[SEQUENCES][LENGTH];
    for (int row = 0; row < SEQUENCES; row++) {
      Arrays.setAll(ids[row], i -> i % 80);
      Arrays.fill(labels[row], Tokens.IGNORE);
      Arrays.fill(labels[row], LENGTH - ANSWER, LENGTH, 7);
    }
    return Tokens.of(ids, labels);
  }

  /**
   * What was allocated. Large blocks alone may be too little: one may lie in a gap, and a watcher
   * on a busy machine can miss the top. All blocks may be too much: Java's own are among them.
   */
  private record Measured(long large, long all) {
    static Measured now() {
      return new Measured(LargeBlocks.bytes(), Memory.allocatedBytes());
    }

    Measured max(Measured other) {
      return new Measured(Math.max(large, other.large), Math.max(all, other.all));
    }

    Measured since(Measured before) {
      return new Measured(large - before.large, all - before.all);
    }

    /** Neither a tenth above all that was seen nor a tenth below what must have been. */
    void assertNear(long forecast) {
      long most = Math.max(large, all);
      assertThat(forecast)
          .isBetween(large - large / 10 - SMALL_BYTES, most + most / 10 + SMALL_BYTES);
    }
  }

  private static Measured tape(Transformer model, Tokens tokens) {
    try (Scope scope = Scope.open();
        Tape tape = model.trainingTape(tokens.sequences(), 1)) {
      Measured before = Measured.now();
      model.hidden(tokens.ids(), tape);
      return Measured.now().since(before);
    }
  }

  /** Most that was allocated while passes ran, as seen by looking again and again. */
  private static Measured peak(Transformer model, Tokens tokens) {
    AtomicReference<Measured> peak = new AtomicReference<>(Measured.now());
    Thread watcher =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                peak.set(peak.get().max(Measured.now()));
                LockSupport.parkNanos(150_000);
              }
            });
    watcher.start();
    try (Scope scope = Scope.open()) {
      for (int pass = 0; pass < 2; pass++) {
        Loss.backward(model, tokens, 1, 1);
      }
    }
    watcher.interrupt();
    return peak.get();
  }

  /** What earlier tests left behind goes now, not while something is measured. */
  private static void collectGarbage() {
    System.gc();
    LockSupport.parkNanos(200_000_000);
    LargeBlocks.mapOneByOne();
  }

  /** Runs a measurement and a forecast with a model that is ready to train. */
  private interface Comparison {
    void with(Transformer model, Tokens tokens);
  }

  private static void ready(
      String method, DType dtype, double dropout, String targets, Comparison comparison) {
    AdapterConfig config =
        method.equals("full")
            ? null
            : AdapterConfig.builder(Method.valueOf(method.toUpperCase(Locale.ROOT)))
                .rank(method.matches("vera|dvora") ? 64 : 4)
                .dropout(dropout)
                .targets(targets.split(" "))
                .build();
    ready(config(), config, WeightForm.plain(dtype, Device.CPU), comparison);
  }

  private static void ready(
      ModelConfig shape, @Nullable AdapterConfig config, WeightForm form, Comparison comparison) {
    try (Scope scope = Scope.open();
        Transformer model = TransformerLoader.random(shape, 1, form)) {
      AttachedAdapter adapter = config == null ? null : Adapters.attach(model, config, 1);
      Map<String, Parameter> trained =
          adapter == null ? new LinkedHashMap<>(model.parameters()) : adapter.parameters();
      try (FlatParameters parameters =
          FlatParameters.of(trained, name -> new GroupOptions("all", 1, 0))) {
        comparison.with(model, tokens());
      } finally {
        if (adapter != null) {
          adapter.close();
        }
      }
    }
  }

  private static MemoryForecast forecast(Transformer model, boolean recompute) {
    return MemoryForecast.of(
        model, recompute, new MemoryForecast.Load(SEQUENCES * LENGTH, SEQUENCES * ANSWER, LENGTH));
  }

  private static final String USUAL = "q_proj k_proj v_proj up_proj down_proj";
  private static final String ALL = USUAL + " o_proj gate_proj";

  @ParameterizedTest
  @CsvSource({
    "lora, F32, 0, false, false, " + USUAL,
    "dora, F32, 0, false, false, " + USUAL,
    "dora, F32, 0, false, true, " + USUAL,
    "dora, F32, 0, false, true, " + ALL,
    "lora, F32, 0, false, true, " + ALL,
    "dora, F32, 0.1, false, true, " + ALL,
    "full, F32, 0, false, false, -",
    "full, F32, 0, false, true, -",
    "magnitude, F32, 0, false, false, " + USUAL,
    "dora, BF16, 0, false, true, " + ALL,
    "dora, F32, 0, true, false, " + USUAL,
    "dora, F32, 0, true, true, " + ALL,
    "vera, F32, 0, false, true, " + ALL,
    "dvora, F32, 0, false, false, " + USUAL
  })
  void aPassTakesWhatIsForecast(
      String method, DType dtype, double dropout, boolean recompute, boolean lean, String targets) {
    ready(
        method,
        dtype,
        dropout,
        targets,
        (model, tokens) -> {
          model.recompute(recompute);
          model.lean(lean);
          collectGarbage();
          Measured before = Measured.now();
          peak(model, Tokens.of(new int[][] {{1, 2}}, new int[][] {{1, 2}}));
          MemoryForecast forecast = forecast(model, recompute);
          LargeBlocks.mapOneByOne();
          tape(model, tokens).assertNear(forecast.saved());
          // A watcher on a busy machine can miss the top, so it looks twice.
          Measured peak = peak(model, tokens).max(peak(model, tokens));
          peak.since(before).assertNear(forecast.toCome());
        });
  }

  @Test
  void aNormThatIsDifferentiatedTakesTheDirectionOfTheWidestWeight() {
    int wide = 3072;
    int hidden = 1024;
    Tokens few = Tokens.of(new int[][] {{1, 2, 3}}, new int[][] {{1, 2, 3}});
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA).rank(4).targets("up_proj").detachedNorm(false).build();
    ready(
        config(hidden, wide, 1),
        config,
        WeightForm.plain(DType.F32, Device.CPU),
        (model, tokens) -> {
          MemoryForecast forecast =
              MemoryForecast.of(model, false, new MemoryForecast.Load(3, 3, 3));
          collectGarbage();
          Measured before = Measured.now();
          Measured peak = peak(model, few).max(peak(model, few));
          long weight = (long) wide * hidden * DType.F32.bytes();
          assertThat(forecast.toCome()).isGreaterThan(2 * weight);
          peak.since(before).assertNear(forecast.toCome());
        });
  }

  @ParameterizedTest
  @CsvSource({
    "NF4_DOUBLE, DORA, F32, 0",
    "INT8, DORA, F32, 0",
    "NF4, LORA, F32, 0",
    "NF4, DORA, F32, 0.1",
    "NF4, DORA, BF16, 0",
    "NF4, MAGNITUDE, F32, 0",
    "NF4, VERA, F32, 0"
  })
  void weightsInFewBitsAreMadeAndLetGo(
      Quantisation quantisation, Method method, DType dtype, double dropout) {
    Tokens few = Tokens.of(new int[][] {{1, 2, 3}}, new int[][] {{1, 2, 3}});
    AdapterConfig config =
        AdapterConfig.builder(method).rank(4).targets("up_proj").dropout(dropout).build();
    ready(
        config(1024, 3072, 1),
        config,
        new WeightForm(dtype, Device.CPU, quantisation),
        (model, tokens) -> {
          MemoryForecast forecast =
              MemoryForecast.of(model, false, new MemoryForecast.Load(3, 3, 3));
          collectGarbage();
          peak(model, few);
          Measured before = Measured.now();
          Measured peak = peak(model, few).max(peak(model, few));
          peak.since(before).assertNear(forecast.toCome());
        });
  }
}
