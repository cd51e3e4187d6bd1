package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
  @TempDir Path dir;

  private static ModelCard card(String base, String method) {
    return card(base, method, Map.of("rank", "16"));
  }

  private static ModelCard card(String base, String method, Map<String, String> settings) {
    return new ModelCard(
        "Toy tasks",
        base,
        method,
        settings,
        List.of(new ModelCard.Data("train.json", 9427, "0123abcd")),
        Optional.of(new Scores(List.of("boolq"), List.of(new Scores.Method(method, List.of(0.5))))),
        Map.of("dora4j", "0.1.0"));
  }

  @Test
  void theFrontMatterIsWhatTheHubReads() {
    assertThat(card("org/model@main", "DoRA").markdown())
        .startsWith(
            """
            ---
            base_model: "org/model"
            library_name: peft
            pipeline_tag: text-generation
            tags:
            - "base_model:adapter:org/model"
            - dora
            - lora
            - peft
            - transformers
            - dora4j
            ---

            # Toy tasks
            """);
  }

  @Test
  void aLocalBaseIsNotTaggedAsAHubModel() {
    String text = card("../models/base.gguf", "LoRA").markdown();
    assertThat(text)
        .contains("base_model: \"../models/base.gguf\"")
        .doesNotContain("base_model:adapter", "- dora\n");
  }

  @Test
  void quotesAndBackslashesSurviveTheFrontMatter() {
    assertThat(card("C:\\models\\\"x\"", "LoRA").markdown())
        .contains("base_model: \"C:\\\\models\\\\\\\"x\\\"\"");
  }

  @Test
  void aBaseInFewBitsIsLoadedAsOne() {
    assertThat(
            card("org/model", "DoRA", Map.of("base_bits", "4", "double_quantisation", "false"))
                .markdown())
        .contains(
            "--adapter path/to/this/folder --base-bits 4 --no-double-quantisation --output merged",
            "AutoTokenizer, BitsAndBytesConfig",
            "quantization_config=BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type=\"nf4\", bnb_4bit_use_double_quant=False)");
    assertThat(card("org/model", "LoRA", Map.of("base_bits", "8")).markdown())
        .contains("folder --base-bits 8\n", "BitsAndBytesConfig(load_in_8bit=True)");
    assertThat(card("org/model", "LoRA").markdown()).doesNotContain("BitsAndBytes", "--base-bits");
  }

  @Test
  void theCardSaysHowToLoadAndHowItWasMade() {
    assertThat(card("org/model", "DoRA").markdown())
        .contains(
            "PeftModel.from_pretrained(",
            "dora4j chat --model org/model --adapter",
            "| rank    |    16 |",
            "| train.json |    9,427 | `0123abcd` |",
            "| boolq | 50.0 % |",
            "0.1.0");
  }

  @Test
  void theCardIsTheFoldersReadme() throws IOException {
    card("org/model", "DoRA").write(dir);
    assertThat(Files.readString(dir.resolve("README.md")))
        .isEqualTo(card("org/model", "DoRA").markdown());
  }
}
