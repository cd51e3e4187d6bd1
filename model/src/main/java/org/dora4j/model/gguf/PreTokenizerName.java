package org.dora4j.model.gguf;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import tools.jackson.databind.JsonNode;

/**
 * The name that GGUF gives to a byte-level tokenizer's way of cutting text into words. A file holds
 * only the name, so it must mean exactly what tokenizer.json does.
 */
final class PreTokenizerName {
  private static final String WORDS =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|%s| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final Map<String, String> BY_PATTERN =
      Map.of(
          WORDS.formatted("\\p{N}{1,3}"), "llama-bpe",
          WORDS.formatted("\\p{N}"), "qwen2");

  private PreTokenizerName() {}

  /**
   * The name for a tokenizer.json.
   *
   * @throws ModelFileException if GGUF has none
   */
  static String of(Path file, JsonNode tokenizer) {
    String name = name(tokenizer.path("pre_tokenizer"));
    String normalizer = tokenizer.path("normalizer").path("type").asString("");
    String expected = name.equals("qwen2") ? "NFC" : "";
    if (name.isEmpty() || !normalizer.equals(expected)) {
      throw new ModelFileException(
          "%s cuts text in a way that GGUF has no name for; save the model as a folder instead."
              .formatted(file));
    }
    return name;
  }

  private static String name(JsonNode pre) {
    if (isByteLevel(pre, true)) {
      return "gpt-2";
    }
    JsonNode steps = pre.path("pretokenizers");
    if (!pre.path("type").asString("").equals("Sequence") || steps.size() != 2) {
      return "";
    }
    JsonNode first = steps.path(0);
    return switch (first.path("type").asString("")) {
      case "Digits" -> {
        boolean single = first.path("individual_digits").asBoolean(false);
        yield single && isByteLevel(steps.path(1), true) ? "smollm" : "";
      }
      case "Split" -> {
        boolean isolated =
            first.path("behavior").asString("").equals("Isolated")
                && !first.path("invert").asBoolean(false);
        String pattern = first.path("pattern").path("Regex").asString("");
        yield isolated && isByteLevel(steps.path(1), false)
            ? BY_PATTERN.getOrDefault(pattern, "")
            : "";
      }
      default -> "";
    };
  }

  private static boolean isByteLevel(JsonNode step, boolean words) {
    return step.path("type").asString("").equals("ByteLevel")
        && !step.path("add_prefix_space").asBoolean(false)
        && step.path("use_regex").asBoolean(true) == words;
  }
}
