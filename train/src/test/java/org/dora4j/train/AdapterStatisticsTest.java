package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Dora;
import org.dora4j.adapter.Dvora;
import org.dora4j.adapter.LinearAdapter;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainListeners;
import org.dora4j.train.observe.AdapterStatistics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AdapterStatisticsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private @Nullable AdapterStatistics statistics;
  private @Nullable AttachedAdapter adapter;

  @AfterEach
  void close() {
    if (statistics != null) {
      statistics.close();
    }
  }

  /** Compares what the statistics will write with plain arithmetic on ΔW itself. */
  private final class PlainNumbers implements TrainListener {
    private final List<Map<String, double[]>> steps = new ArrayList<>();

    @Override
    public void onGradients(int step) {
      if (step % 2 != 0) {
        return;
      }
      Map<String, double[]> values = new java.util.LinkedHashMap<>();
      Objects.requireNonNull(adapter)
          .linears()
          .forEach((name, layer) -> values.put(name, plain(layer)));
      steps.add(values);
    }

    private double[] plain(LinearAdapter layer) {
      try (Scope scope = Scope.open()) {
        if (layer instanceof Dora dora) {
          Tensor update =
              Ops.matmul(wide(dora.lowRank().b().value()), wide(dora.lowRank().a().value()))
                  .mul_(dora.lowRank().scaling());
          return plain(layer, update, dora.magnitude(), dora.lowRank().a(), dora.lowRank().b());
        }
        Dvora dvora = (Dvora) layer;
        return plain(
            layer,
            Ops.matmul(wide(dvora.update().scaledB()), wide(dvora.update().scaledA())),
            dvora.magnitude(),
            dvora.update().d(),
            dvora.update().b());
      }
    }

    private double[] plain(
        LinearAdapter layer, Tensor update, Parameter magnitude, Parameter a, Parameter b) {
      Tensor w = wide(layer.base().weight().value());
      double norm = Ops.norm(update).item();
      double[] rows = Ops.rowNorm(w, DType.F64).toDoubles();
      double[] m = magnitude.value().toDoubles();
      double change = 0;
      for (int i = 0; i < m.length; i++) {
        change += Math.abs(m[i] / rows[i] - 1) / m.length;
      }
      return new double[] {
        norm, norm / Ops.norm(w).item(), change, gradient(a), gradient(b), gradient(magnitude)
      };
    }

    private double gradient(Parameter parameter) {
      return Ops.norm(wide(parameter.gradient())).item();
    }

    private Tensor wide(Tensor tensor) {
      return tensor.to(DType.F64);
    }
  }

  private TinyRun run(String method, int every, TrainListener... more) {
    TinyRun run = TinyRun.in(folder.resolve("run")).adapter(method).set("overwrite", true);
    List<TrainListener> listeners = new ArrayList<>(List.of(more));
    listeners.add(forwarding());
    return run.method(
            model -> {
              AdapterTrainable trainable =
                  AdapterTrainable.attach(model, run.config().adapter(), 42);
              adapter = trainable.adapter();
              statistics =
                  new AdapterStatistics(trainable.adapter(), every, file(), sentence -> {});
              return trainable;
            })
        .listener(new TrainListeners(listeners));
  }

  /** The statistics exist only once the adapter is attached. */
  private TrainListener forwarding() {
    return new TrainListener() {
      @Override
      public void onStart(org.dora4j.train.event.TrainStart start) {
        Objects.requireNonNull(statistics).onStart(start);
      }

      @Override
      public void onGradients(int step) {
        Objects.requireNonNull(statistics).onGradients(step);
      }

      @Override
      public void onStep(org.dora4j.train.event.TrainStep step) {
        Objects.requireNonNull(statistics).onStep(step);
      }
    };
  }

  private Path file() {
    return folder.resolve("stats.jsonl");
  }

  private List<JsonNode> lines() throws IOException {
    return Files.readAllLines(file()).stream().map(JSON::readTree).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dora", "dvora"})
  void theNumbersAreThoseOfThePlainFormulas(String method) throws IOException {
    PlainNumbers plain = new PlainNumbers();
    run(method, 2, plain).run();
    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("modules").valueStream().map(JsonNode::asString).toList())
        .containsExactlyElementsOf(plain.steps.get(0).keySet());
    assertThat(lines.stream().skip(1).mapToInt(line -> line.path("step").asInt()))
        .containsExactly(2, 4, 6, 8);
    List<String> keys = List.of("norm", "relative", "magnitude", "grad_a", "grad_b", "grad_m");
    for (int s = 0; s < 4; s++) {
      int module = 0;
      for (double[] expected : plain.steps.get(s).values()) {
        for (int k = 0; k < keys.size(); k++) {
          assertThat(lines.get(s + 1).path(keys.get(k)).get(module).asDouble())
              .as("%s of module %d at step %d", keys.get(k), module, 2 * (s + 1))
              .isCloseTo(expected[k], within(1e-7 + 1e-4 * expected[k]));
        }
        module++;
      }
    }
    assertThat(lines.get(4).path("norm").get(0).asDouble()).isPositive();
  }

  @Test
  void trainingIsTheSameBitByBitWithAndWithoutThem() {
    TinyRun.Outcome without = TinyRun.in(folder.resolve("plain")).adapter("dora").run();
    TinyRun.Outcome with = run("dora", 1).run();
    assertThat(with.recorder().losses()).isEqualTo(without.recorder().losses());
    assertThat(with.values().keySet()).isEqualTo(without.values().keySet());
    with.values()
        .forEach(
            (name, values) -> assertThat(values).as(name).isEqualTo(without.values().get(name)));
  }

  @Test
  void loraHasNoMagnitudeAndAMagnitudeNoUpdate() throws IOException {
    run("lora", 4).run();
    JsonNode lora = lines().get(1);
    assertThat(lora.path("magnitude").get(0).isNull()).isTrue();
    assertThat(lora.path("grad_b").get(0).asDouble()).isPositive();
    close();
    Files.delete(file());
    run("magnitude", 4).run();
    JsonNode magnitude = lines().get(1);
    assertThat(magnitude.path("norm").get(0).isNull()).isTrue();
    assertThat(magnitude.path("magnitude").get(0).asDouble()).isPositive();
  }

  @Test
  void componentsThatDoNothingAreCounted() throws IOException {
    TinyRun run = run("dora", 1).set("steps", 1);
    run.before(
            trainer -> {
              try (Scope scope = Scope.open()) {
                LinearAdapter first =
                    Objects.requireNonNull(adapter).linears().values().iterator().next();
                Dora dora = (Dora) first;
                dora.lowRank().b().value().fill_(1);
                dora.lowRank().a().value().narrow(0, 1, 2).zero_();
              }
            })
        .run();
    JsonNode dead = lines().get(1).path("dead_ranks");
    assertThat(dead.get(0).asInt()).isEqualTo(2);
    assertThat(dead.get(1).asInt()).isZero();
  }

  @Test
  void nothingOfThemStaysInMemory() {
    run("dora", 1).run();
    close();
    statistics = null;
    long before = org.dora4j.torch.Memory.liveObjects();
    run("dora", 1).run();
    close();
    statistics = null;
    assertThat(org.dora4j.torch.Memory.liveObjects()).isEqualTo(before);
  }
}
