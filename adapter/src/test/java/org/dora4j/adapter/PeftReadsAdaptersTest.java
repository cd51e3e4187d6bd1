package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PEFT loads adapters made here, leaves no tensor unread and computes the same logits. Opt-in: runs
 * where {@code -Ddora4j.python=PYTHON} names a Python with tools/golden/requirements.txt.
 */
class PeftReadsAdaptersTest {

  @TempDir Path folder;

  static Stream<Arguments> cases() {
    return Stream.of(
            targetsAndSavedModules(), biasesLayersAndInitialisations(), sharedProjections())
        .flatMap(cases -> cases);
  }

  private static Stream<Arguments> targetsAndSavedModules() {
    return Stream.of(
        Arguments.of(
            "base", AdapterConfig.builder(Method.DORA).targets(ModuleSelection.ALL_LINEAR)),
        Arguments.of(
            "base", AdapterConfig.builder(Method.LORA).targets("v_proj").rsLora(true).alpha(11.5)),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.DORA)
                .targets("q_proj", "v_proj")
                .rankPattern(Map.of("layers\\.1\\..*v_proj", 3))
                .alphaPattern(Map.of("q_proj", 5.0))
                .detachedNorm(false)),
        Arguments.of("base", AdapterConfig.builder(Method.DORA).targets("embed_tokens", "lm_head")),
        Arguments.of(
            "base", AdapterConfig.builder(Method.LORA).targets("model.embed_tokens", "q_proj")),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.LORA)
                .targets("q_proj")
                .modulesToSave(List.of("lm_head", "norm"))),
        Arguments.of(
            "base_tied",
            AdapterConfig.builder(Method.LORA)
                .targets("q_proj")
                .modulesToSave(List.of("embed_tokens"))),
        Arguments.of(
            "base_tied",
            AdapterConfig.builder(Method.LORA)
                .targets("q_proj")
                .modulesToSave(List.of("embed_tokens"))
                .ensureWeightTying(true)));
  }

  private static Stream<Arguments> biasesLayersAndInitialisations() {
    AdapterConfigBuilder dora = AdapterConfig.builder(Method.DORA).targets("q_proj", "down_proj");
    return Stream.of(
        Arguments.of(
            "base_bias",
            AdapterConfig.builder(Method.DORA).targets("q_proj").bias(BiasTraining.ALL)),
        Arguments.of(
            "base_bias", AdapterConfig.builder(Method.LORA).targets("q_proj").loraBias(true)),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.LORA)
                .targets("q_proj")
                .layers(new LayerFilter(List.of(1), List.of("layers")))),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.DORA).targets(ModuleSelection.regex(".*\\.1\\..*_proj"))),
        Arguments.of("base", dora.initialisation(Initialisation.PISSA)),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.LORA)
                .targets("k_proj")
                .initialisation(Initialisation.OLORA)));
  }

  private static Stream<Arguments> sharedProjections() {
    return Stream.of(
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.VERA)
                .targets(ModuleSelection.ALL_LINEAR)
                .excludes(ModuleSelection.names("o_proj"))),
        Arguments.of(
            "base",
            AdapterConfig.builder(Method.VERA)
                .targets("lm_head", "down_proj")
                .projection(new ProjectionOptions(3, false, 0.2))),
        Arguments.of(
            "base_bias",
            AdapterConfig.builder(Method.VERA)
                .targets("q_proj")
                .bias(BiasTraining.LORA_ONLY)
                .modulesToSave(List.of("norm"))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void andComputesTheSame(String base, AdapterConfigBuilder options)
      throws IOException, InterruptedException {
    String python = System.getProperty("dora4j.python", "");
    Assumptions.assumeFalse(python.isEmpty(), "-Ddora4j.python names no Python with PEFT");
    Path adapterFolder = folder.resolve("adapter");
    Path logits = folder.resolve("logits.safetensors");
    try (Scope scope = Scope.open();
        SafeTensors fixture = Golden.expected("dora_default");
        Transformer model = Golden.base(base);
        AttachedAdapter adapter = Adapters.attach(model, options.rank(4).build(), 3)) {
      long[] key = {0};
      adapter
          .parameters()
          .values()
          .forEach(
              p -> p.value().add_(Tensors.normal(0, 0.1, Rng.of(4, key[0]++), p.value().shape())));
      adapter.refresh();
      adapter.save(adapterFolder, Golden.ADAPTERS.resolve(base).toString());
      Tensor out = model.logits(Golden.tokens(fixture));
      assertThat(Ops.allFinite(out)).isTrue();
      SafeTensors.write(
          logits,
          Map.of("input_ids", fixture.tensor("input_ids"), "logits", out.view(2, 8, 80)),
          Map.of());
    }
    assertThat(check(python, base, adapterFolder, logits)).isEmpty();
  }

  /** What the check printed where it failed, else an empty text. */
  private static String check(String python, String base, Path adapter, Path logits)
      throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("dora4j.root"));
    Process process =
        new ProcessBuilder(
                python,
                root.resolve("tools/golden/check_adapter.py").toString(),
                "--base",
                Golden.ADAPTERS.resolve(base).toString(),
                "--adapter",
                adapter.toString(),
                "--logits",
                logits.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : output;
  }
}
