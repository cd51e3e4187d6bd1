package org.dora4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** A golden model with a tokenizer of single characters, in a folder of its own. */
final class TinyModel {
  static final String CHAT_TEMPLATE =
      "{% for m in messages %}<{{ m.role }}>{{ m.content }}{{ eos_token }}{% endfor %}"
          + "{% if add_generation_prompt %}<assistant>{% endif %}";

  private static final String CHARACTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!':<>/ĠĊ";

  private TinyModel() {}

  /** The folder of golden models. */
  static Path golden(String name) {
    return Path.of(System.getProperty("dora4j.root"), "testdata/golden").resolve(name);
  }

  /** Copies a golden model and puts a tokenizer beside it. */
  static Path create(Path folder, String goldenModel) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(golden(goldenModel))) {
      for (Path file : files.toList()) {
        if (!file.endsWith("logits.safetensors")) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        new JsonMapper()
            .writeValueAsString(Map.of("eos_token", "</s>", "chat_template", CHAT_TEMPLATE)));
    return folder;
  }

  private static String tokenizer() {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (String token : new String[] {"<unk>", "<s>", "</s>"}) {
      vocabulary.put(token, vocabulary.size());
    }
    CHARACTERS.chars().forEach(c -> vocabulary.put(String.valueOf((char) c), vocabulary.size()));
    return """
        {"version": "1.0", "truncation": null, "padding": null,
         "added_tokens": [{"id": 2, "content": "</s>", "single_word": false, "lstrip": false,
           "rstrip": false, "normalized": false, "special": true}],
         "normalizer": null,
         "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
         "post_processor": null,
         "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
         "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": null,
           "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
           "vocab": %s, "merges": []}}
        """
        .formatted(new JsonMapper().writeValueAsString(vocabulary));
  }
}
