package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Adapters that PEFT saved compute here what they compute there. */
class GoldenAdapterTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNode COUNTS =
      JSON.readTree(Golden.ADAPTERS.resolve("params.json").toFile());

  static List<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(Golden.ADAPTERS)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("adapter_config.json")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static Transformer base(String name) {
    return Golden.base(COUNTS.path(name).path("base").stringValue());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsAreThoseOfPeft(String name) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected(name);
        Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, Golden.ADAPTERS.resolve(name))) {
      Tensor logits = model.logits(Golden.tokens(expected));
      assertThat(Ops.maxDifference(logits, Golden.rows(expected.tensor("logits"))))
          .isCloseTo(0, within(1e-4));
      adapter.disable();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mergedWeightsAreThoseOfPeft(String name) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected(name);
        Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, Golden.ADAPTERS.resolve(name))) {
      adapter.merge();
      for (String key : expected.names()) {
        if (key.startsWith("merged.")) {
          Tensor merged = weight(model, key.substring("merged.".length()));
          assertThat(Ops.maxDifference(merged, expected.tensor(key)))
              .as(key)
              .isLessThan(mergedBound(name));
        }
      }
      String logits = expected.names().contains("logits_merged") ? "logits_merged" : "logits";
      assertThat(
              Ops.maxDifference(
                  model.logits(Golden.tokens(expected)), Golden.rows(expected.tensor(logits))))
          .isLessThan(1e-4);
    }
  }

  /**
   * PiSSA takes the base weight apart again at load, and PEFT does so in F32: its own merged
   * weights differ by 1.4e-6 between two makes of CPU, and by 2.9e-6 from an F64 decomposition.
   */
  private static double mergedBound(String name) {
    return name.contains("pissa") ? 5e-6 : 1e-6;
  }

  /** A tied head is written out by PEFT but shares the embedding here. */
  private static Tensor weight(Transformer model, String name) {
    var parameter = model.parameters().get(name);
    return parameter == null ? model.head().weight().value() : parameter.value();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsOutsideTheAdapterAreLeftAloneByAMerge(String name) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected(name);
        Transformer untouched = base(name);
        Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, Golden.ADAPTERS.resolve(name))) {
      adapter.merge();
      untouched
          .parameters()
          .forEach(
              (key, parameter) -> {
                if (!expected.names().contains("merged." + key)) {
                  assertThat(Ops.identical(weight(model, key), parameter.value())).as(key).isTrue();
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void filesSavedAgainAreTheSameByteForByte(String name, @TempDir Path folder) throws IOException {
    Path golden = Golden.ADAPTERS.resolve(name);
    try (Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, golden)) {
      adapter.save(folder.resolve("once"), COUNTS.path(name).path("base").asString("base"));
    }
    assertThat(folder.resolve("once").resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(golden.resolve("adapter_model.safetensors"));
    try (Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, folder.resolve("once"))) {
      adapter.save(folder.resolve("twice"), COUNTS.path(name).path("base").asString("base"));
    }
    for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
      assertThat(folder.resolve("twice").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("once").resolve(file));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void optionsSavedAgainAreTheSame(String name, @TempDir Path folder) {
    Path golden = Golden.ADAPTERS.resolve(name);
    try (Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, golden)) {
      adapter.save(folder, COUNTS.path(name).path("base").asString("base"));
    }
    Map<String, JsonNode> before = options(golden);
    Map<String, JsonNode> after = options(folder);
    if (name.equals("lora_layers_int")) {
      before.put("layers_to_transform", JSON.readTree("[0]"));
    }
    if (name.equals("lora_all_linear_literal")) {
      assertThat(after.remove("target_modules")).hasSize(14);
      before.remove("target_modules");
    }
    assertThat(after).isEqualTo(before);
  }

  private static Map<String, JsonNode> options(Path folder) {
    Map<String, JsonNode> all = new TreeMap<>();
    JSON.readTree(folder.resolve("adapter_config.json").toFile())
        .properties()
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsAreThoseOfPeft(String name) {
    JsonNode counts = COUNTS.path(name);
    try (Transformer model = base(name);
        AttachedAdapter adapter = AttachedAdapter.load(model, Golden.ADAPTERS.resolve(name))) {
      long trainable =
          adapter.parameters().values().stream().mapToLong(p -> p.value().count()).sum();
      assertThat(adapter.count().trainable()).isEqualTo(trainable);
      if (!name.endsWith("converted")) {
        assertThat(adapter.count())
            .isEqualTo(
                new ParameterCount(
                    counts.path("trainable").longValue(), counts.path("all").longValue()));
      }
    }
  }
}
