package org.dora4j.data;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a byte-level BPE tokenizer cuts text into words before merging, by the name GGUF gives it.
 */
enum GgufPreTokenizer {
  /** Words, numbers in groups of up to three digits. */
  LLAMA3(Words.upToDigits(3)),
  /** Words, every digit alone. */
  QWEN2(Words.upToDigits(1)),
  /** Every digit alone, then GPT-2's words. */
  SMOLLM(null),
  /** GPT-2's words. */
  GPT2(null);

  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable String pattern;

  GgufPreTokenizer(@Nullable String pattern) {
    this.pattern = pattern;
  }

  /**
   * The pre-tokenizer of that name; GPT-2's when the file names none, as early files did.
   *
   * @throws DataException if the name is not known
   */
  static GgufPreTokenizer named(@Nullable String name) {
    if (name == null) {
      return GPT2;
    }
    return switch (name) {
      case "llama-bpe", "llama3", "llama-v3", "falcon3", "dbrx", "smaug-bpe" -> LLAMA3;
      case "qwen2", "deepseek-r1-qwen", "megrez" -> QWEN2;
      case "smollm", "starcoder", "refact", "command-r", "codeshell" -> SMOLLM;
      case "gpt-2", "gpt2", "default", "phi-2", "olmo", "mpt" -> GPT2;
      default ->
          throw new DataException(
              "tokenizer.ggml.pre is \"%s\", a pre-tokenizer dora4j does not know (llama-bpe, smollm, qwen2 and gpt-2 it does); give the model as a folder with tokenizer.json."
                  .formatted(name));
    };
  }

  /** Qwen2 brings text to Unicode's composed form (NFC); the others leave it as it is. */
  JsonNode normalizer() {
    return this == QWEN2 ? JSON.createObjectNode().put("type", "NFC") : NullNode.getInstance();
  }

  /** The pre_tokenizer entry of tokenizer.json. */
  ObjectNode json() {
    if (this == GPT2) {
      return byteLevel(true);
    }
    ObjectNode root = JSON.createObjectNode().put("type", "Sequence");
    ArrayNode steps = root.putArray("pretokenizers");
    if (pattern == null) {
      steps.addObject().put("type", "Digits").put("individual_digits", true);
      steps.add(byteLevel(true));
    } else {
      ObjectNode split = steps.addObject().put("type", "Split");
      split.putObject("pattern").put("Regex", pattern);
      split.put("behavior", "Isolated").put("invert", false);
      steps.add(byteLevel(false));
    }
    return root;
  }

  /** The step that spells bytes as letters; with {@code words}, it cuts GPT-2's words first. */
  static ObjectNode byteLevel(boolean words) {
    ObjectNode step = JSON.createObjectNode().put("type", "ByteLevel");
    return step.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", words);
  }

  private static final class Words {
    /** Contractions, letters with one sign before, numbers, signs, line ends, spaces. */
    static String upToDigits(int digits) {
      String number = digits == 1 ? "\\p{N}" : "\\p{N}{1," + digits + "}";
      return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
          + number
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }
  }
}
