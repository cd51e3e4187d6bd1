package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.dora4j.data.DataException;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.train.config.DataSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingDataTest {
  @TempDir Path folder;

  private TrainingData load(double validationSize, long seed) throws IOException {
    return load(validationSize, OptionalLong.empty(), seed);
  }

  private TrainingData load(double validationSize, OptionalLong splitSeed, long seed)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append("{\"input_ids\": [1, 2, %d]}\n".formatted(3 + i));
    }
    Path file = Files.writeString(folder.resolve("data.jsonl"), lines);
    DataSettings settings =
        new DataSettings(
            List.of(file), null, validationSize, splitSeed, null, false, true, 16, "shuffle");
    Path tokenizer =
        Path.of(System.getProperty("dora4j.root"), "testdata/golden/tokenizers/llama3");
    try (Tokenizer loaded = Tokenizer.load(tokenizer)) {
      return TrainingData.load(settings, loaded, seed);
    }
  }

  private static List<String> texts(List<Example> examples) {
    return examples.stream().map(example -> Arrays.toString(example.ids())).toList();
  }

  @Test
  void aSplitTakesANumberOrAFractionAndLosesNothing() throws IOException {
    assertThat(load(0, 1).validation()).isEmpty();
    assertThat(load(0.1, 1).validation()).hasSize(4);
    TrainingData data = load(7, 1);
    assertThat(data.validation()).hasSize(7);
    List<String> all = new ArrayList<>(texts(data.examples()));
    all.addAll(texts(data.validation()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(texts(load(0, 1).examples()));
  }

  @Test
  void theSplitFollowsTheSeedAndKeepsTheFilesOrder() throws IOException {
    TrainingData data = load(7, 1);
    assertThat(texts(load(7, 1).validation())).isEqualTo(texts(data.validation()));
    assertThat(texts(load(7, 2).validation())).isNotEqualTo(texts(data.validation()));
    List<Integer> last = data.examples().stream().map(example -> example.ids()[2]).toList();
    assertThat(last).isSorted();
  }

  @Test
  void aSplitMayHaveASeedOfItsOwn() throws IOException {
    OptionalLong fixed = OptionalLong.of(42);
    assertThat(texts(load(7, fixed, 1).validation()))
        .isEqualTo(texts(load(7, fixed, 2).validation()))
        .isEqualTo(texts(load(7, 42).validation()));
  }

  @Test
  void aSplitThatLeavesNothingIsAnError() {
    assertThatThrownBy(() -> load(40, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("takes 40 of 40");
  }

  @Test
  void tokensThatTheModelDoesNotKnowAreAnError() {
    TrainingData data = TrainingData.of(List.of(new Example(new int[] {1, 80}, new int[] {1, 80})));
    ModelConfig model = ModelConfig.parse(Golden.base().resolve("config.json"));
    assertThatThrownBy(() -> data.fitTo(model))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("token id 80")
        .hasMessageContaining("below 80");
  }

  @Test
  void examplesLongerThanTheModelsPositionsAreAWarning() {
    TrainingData data = TrainingData.of(List.of(new Example(new int[129], new int[129])));
    ModelConfig model = ModelConfig.parse(Golden.base().resolve("config.json"));
    assertThat(data.fitTo(model)).hasSize(1).first().asString().contains("129 tokens");
  }
}
