package org.dora4j.train.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.data.ExampleOrder;
import org.dora4j.train.optim.Schedule;
import org.junit.jupiter.api.Test;

class TrainConfigTest {

  private static Map<String, Object> settings(Object... keysAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("model", "m");
    values.put("data", "d.json");
    values.put("output", "out");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return values;
  }

  private static List<String> problemsOf(Map<String, ?> values) {
    ConfigException thrown =
        catchThrowableOfType(ConfigException.class, () -> TrainConfig.of(values, "test"));
    return thrown.problems().stream().map(Problem::toString).toList();
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    TrainConfig config = TrainConfig.of(settings(), "test");
    assertThat(config.adapter().method()).isEqualTo(Method.DORA);
    assertThat(config.adapter().alpha()).isEqualTo(32);
    assertThat(config.optimiser().learningRate()).isEqualTo(2e-4);
    assertThat(config.data().cutoff()).isEqualTo(256);
  }

  @Test
  void veraHasPeftsRankAndItsPapersRate() {
    TrainConfig config = TrainConfig.of(settings("method", "vera"), "test");
    assertThat(config.adapter().rank()).isEqualTo(256);
    assertThat(config.optimiser().learningRate()).isEqualTo(4e-3);
    assertThat(config.adapter().projection()).isEqualTo(new ProjectionSettings(0, true, 0.1));
    assertThat(TrainConfig.of(config.toMap(), "its own file")).isEqualTo(config);
  }

  @Test
  void settingsThatAMethodDoesNotHaveAreRefused() {
    assertThat(problemsOf(settings("method", "dvora", "alpha", 16)))
        .containsExactly("alpha has no meaning for the method dvora; leave it out");
    assertThat(problemsOf(settings("method", "lora", "d_initial", 0.2)))
        .containsExactly("d_initial works with the methods vera and dvora only, not lora");
  }

  @Test
  void textsOfACommandLineAreReadAsTheirType() {
    TrainConfig config =
        TrainConfig.of(
            settings(
                "rank",
                "8",
                "lr",
                "1e-3",
                "shuffle",
                "false",
                "targets",
                "q_proj, v_proj",
                "schedule",
                "cosine",
                "rank_pattern",
                "q_proj=4,v_proj=2",
                "betas",
                "0.9,0.95"),
            "test");
    assertThat(config.adapter().rank()).isEqualTo(8);
    assertThat(config.adapter().alpha()).isEqualTo(16);
    assertThat(config.adapter().targets()).containsExactly("q_proj", "v_proj");
    assertThat(config.adapter().rankPattern()).containsEntry("v_proj", 2.0);
    assertThat(config.optimiser().learningRate()).isEqualTo(1e-3);
    assertThat(config.optimiser().schedule()).isEqualTo(Schedule.Shape.COSINE);
    assertThat(config.optimiser().beta2()).isEqualTo(0.95);
    assertThat(config.data().shuffle()).isFalse();
  }

  @Test
  void everyProblemIsToldAtOnce() {
    Map<String, Object> values =
        settings("rnak", 8, "rank", 0, "lr", "fast", "method", "dorra", "dropout", 1.0);
    values.remove("model");
    assertThat(problemsOf(values))
        .containsExactlyInAnyOrder(
            "rnak is not a setting; did you mean rank?",
            "rank must be at least 1 but is 0",
            "lr must be a number but is 'fast'",
            "method must be one of lora, dora, magnitude, vera, dvora, full but is 'dorra'; did you mean dora?",
            "dropout must be at least 0 and below 1 but is 1",
            "model is missing: name a folder, a GGUF file or org/model");
  }

  @Test
  void aPatternWithoutANumberIsAProblem() {
    assertThat(problemsOf(settings("rank_pattern", "q_proj", "alpha_pattern", "8")))
        .containsExactlyInAnyOrder(
            "rank_pattern must give each name a number, as in name=8, but is 'q_proj'",
            "alpha_pattern must give each name a number, as in name=8, but is '8'");
  }

  @Test
  void contradictionsAreProblems() {
    assertThat(
            problemsOf(
                settings(
                    "warmup_steps",
                    3,
                    "warmup_ratio",
                    0.1,
                    "keep_best",
                    true,
                    "resume",
                    true,
                    "overwrite",
                    true,
                    "method",
                    "full",
                    "adapter",
                    "a")))
        .anyMatch(p -> p.startsWith("warmup_ratio cannot be set together"))
        .anyMatch(p -> p.startsWith("keep_best needs examples"))
        .anyMatch(p -> p.startsWith("overwrite cannot be set together"))
        .anyMatch(p -> p.startsWith("adapter cannot be continued"))
        .hasSize(4);
  }

  @Test
  void oneProblemIsOneSentence() {
    assertThatThrownBy(() -> TrainConfig.of(settings("cutoff", 1), "run.yaml"))
        .hasMessage("run.yaml: cutoff must be at least 2 but is 1.");
  }

  @Test
  void aResolvedConfigurationMakesItselfAgain() {
    TrainConfig config =
        TrainConfig.of(
            settings(
                "magnitude_lr",
                1e-3,
                "warmup_steps",
                5,
                "validation_size",
                0.1,
                "layers",
                List.of(1, 2),
                "template",
                "alpaca",
                "evaluate_every",
                7,
                "alpha_pattern",
                Map.of("q_proj", 3)),
            "test");
    assertThat(TrainConfig.of(config.toMap(), "again")).isEqualTo(config);
  }

  @Test
  void everyKeyThatIsWrittenIsKnown() {
    assertThat(TrainConfig.keys()).containsAll(TrainConfig.of(settings(), "test").toMap().keySet());
  }

  @Test
  void aBuilderIsCheckedLikeAFile() {
    assertThatThrownBy(() -> TrainConfig.builder().model("m").rank(0).build())
        .hasMessageContaining("rank must be at least 1")
        .hasMessageContaining("data is missing")
        .hasMessageContaining("output is missing");
    TrainConfig config =
        TrainConfig.builder()
            .model("m")
            .data(Path.of("d"))
            .output(Path.of("o"))
            .method(Method.FULL)
            .build();
    assertThat(config.optimiser().learningRate()).isEqualTo(2e-5);
  }

  @Test
  void integersAreNoTypeToTrainIn() {
    assertThat(problemsOf(settings("dtype", "int8"))).first().asString().contains("but is 'int8'");
  }

  @Test
  void dataMayBeSeveralFiles() {
    Map<String, Object> commas = settings("data", "a.json, b.json");
    Map<String, Object> list = settings("data", List.of("a.json", "b, c.json"));
    assertThat(TrainConfig.of(commas, "test").data().files())
        .containsExactly(Path.of("a.json"), Path.of("b.json"));
    TrainConfig both = TrainConfig.of(list, "test");
    assertThat(both.data().files()).containsExactly(Path.of("a.json"), Path.of("b, c.json"));
    assertThat(TrainConfig.of(both.toMap(), "test")).isEqualTo(both);
  }

  @Test
  void theOrderIsShuffleUnlessSaidOtherwise() {
    assertThat(TrainConfig.of(settings(), "test").data().order()).isEqualTo("shuffle");
    assertThat(TrainConfig.of(settings("shuffle", false), "test").data().order()).isEqualTo("file");
    TrainConfig stride = TrainConfig.of(settings("order", "stride:7919"), "test");
    assertThat(stride.data().exampleOrder(1)).isEqualTo(new ExampleOrder.Stride(7919));
    assertThat(TrainConfig.of(stride.toMap(), "test")).isEqualTo(stride);
  }

  @Test
  void anOrderThatIsNoneOrIsContradictedIsAProblem() {
    assertThat(problemsOf(settings("order", "stride:0")))
        .first()
        .asString()
        .contains("must be shuffle, file or stride:N");
    assertThat(problemsOf(settings("order", "file", "shuffle", true)))
        .first()
        .asString()
        .contains("shuffle contradicts the order file");
  }

  @Test
  void samplesAreANumberOrAFile() {
    RunSettings number = TrainConfig.of(settings("samples", "4"), "test").run();
    assertThat(number.sampleCount()).isEqualTo(4);
    assertThat(number.sampleFile()).isEmpty();
    RunSettings file = TrainConfig.of(settings("samples", "prompts.json"), "test").run();
    assertThat(file.sampleCount()).isZero();
    assertThat(file.sampleFile()).contains(Path.of("prompts.json"));
    assertThat(problemsOf(settings("samples", "-1", "adapter_stats", -1)))
        .containsExactlyInAnyOrder(
            "samples must be a number of prompts or a file of examples but is '-1'",
            "adapter_stats must be at least 0 but is -1");
  }
}
