package org.dora4j.model.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import tools.jackson.databind.JsonNode;

/** Describes a folder's tokenizer in the keys of a GGUF file. */
public final class TokenizerMetadata {
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  private final TokenizerFolder folder;
  private final JsonNode model;
  private final String[] tokens;
  private final int[] types;
  private final Map<String, Integer> ids = new HashMap<>();

  private TokenizerMetadata(TokenizerFolder folder, int vocabularySize) {
    this.folder = folder;
    this.model = folder.tokenizer().path("model");
    this.tokens = new String[vocabularySize];
    this.types = new int[vocabularySize];
  }

  /**
   * Keys for {@link GgufWriter}: tokens, merges or scores, special tokens, chat template.
   *
   * @param folder holds tokenizer.json and, where they are there, tokenizer_config.json,
   *     special_tokens_map.json and chat_template.jinja
   * @param vocabularySize rows of the embedding; ids without a token are marked as unused
   * @throws ModelFileException if there is no tokenizer.json or GGUF has no way to say what it does
   */
  public static Map<String, Object> of(Path folder, int vocabularySize) {
    TokenizerFolder files = TokenizerFolder.read(folder);
    return new TokenizerMetadata(files, vocabularySize).keys();
  }

  private Map<String, Object> keys() {
    if (!model.path("type").asString("").equals("BPE")) {
      throw new ModelFileException(
          "%s is of the kind %s; GGUF files of Llama models hold BPE tokenizers."
              .formatted(folder.file(), model.path("type")));
    }
    collectTokens();
    boolean pieces = model.path("byte_fallback").asBoolean(false);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("tokenizer.ggml.model", pieces ? "llama" : "gpt2");
    if (!pieces) {
      keys.put("tokenizer.ggml.pre", PreTokenizerName.of(folder.file(), folder.tokenizer()));
    }
    keys.put("tokenizer.ggml.tokens", Arrays.asList(tokens));
    List<String[]> merges = merges();
    if (pieces) {
      markPieces();
      keys.put("tokenizer.ggml.scores", scores(merges));
    }
    keys.put("tokenizer.ggml.token_type", types);
    if (!pieces) {
      keys.put(
          "tokenizer.ggml.merges", merges.stream().map(pair -> pair[0] + " " + pair[1]).toList());
    }
    specialTokens(keys, pieces);
    return keys;
  }

  private void collectTokens() {
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      place(entry.getKey(), entry.getValue().asInt(-1), NORMAL);
    }
    for (JsonNode added : folder.tokenizer().path("added_tokens")) {
      boolean special = added.path("special").asBoolean(false);
      place(
          added.path("content").asString(""),
          added.path("id").asInt(-1),
          special ? CONTROL : USER_DEFINED);
    }
    for (int id = 0; id < tokens.length; id++) {
      if (types[id] == 0) {
        tokens[id] = "[PAD" + id + "]";
        types[id] = UNUSED;
      }
    }
  }

  private void place(String token, int id, int type) {
    if (id < 0 || id >= tokens.length) {
      throw new ModelFileException(
          "%s gives the token \"%s\" the id %d, but the model has %d embeddings."
              .formatted(folder.file(), token, id, tokens.length));
    }
    tokens[id] = token;
    types[id] = type;
    ids.put(token, id);
  }

  private List<String[]> merges() {
    List<String[]> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      if (merge.isArray() && merge.size() == 2) {
        merges.add(new String[] {merge.get(0).asString(""), merge.get(1).asString("")});
      } else {
        String text = merge.asString("");
        int space = text.indexOf(' ', 1);
        if (space < 0) {
          throw new ModelFileException(
              "%s has the merge %s, which is not two tokens.".formatted(folder.file(), merge));
        }
        merges.add(new String[] {text.substring(0, space), text.substring(space + 1)});
      }
    }
    return merges;
  }

  private void markPieces() {
    String unknown = folder.role("unk_token").orElse(model.path("unk_token").asString(""));
    for (int id = 0; id < tokens.length; id++) {
      if (types[id] == NORMAL && tokens[id].matches("<0x[0-9A-F]{2}>")) {
        types[id] = BYTE;
      } else if (tokens[id].equals(unknown)) {
        types[id] = UNKNOWN;
      }
    }
  }

  /** SentencePiece joins what makes the piece of the highest score: earlier merges score higher. */
  private float[] scores(List<String[]> merges) {
    float[] scores = new float[tokens.length];
    boolean[] scored = new boolean[tokens.length];
    int next = 0;
    for (String[] merge : merges) {
      Integer id = ids.get(merge[0] + merge[1]);
      if (id != null && !scored[id]) {
        scores[id] = -next++;
        scored[id] = true;
      }
    }
    for (int id = 0; id < tokens.length; id++) {
      if (types[id] == NORMAL && !scored[id]) {
        scores[id] = -next++;
      }
    }
    return scores;
  }

  private void specialTokens(Map<String, Object> keys, boolean pieces) {
    specialToken(keys, "bos_token", "bos");
    specialToken(keys, "eos_token", "eos");
    specialToken(keys, "unk_token", "unknown");
    specialToken(keys, "pad_token", "padding");
    keys.put("tokenizer.ggml.add_bos_token", folder.adds("bos_token", true));
    keys.put("tokenizer.ggml.add_eos_token", folder.adds("eos_token", false));
    if (pieces) {
      keys.put("tokenizer.ggml.add_space_prefix", spacePrefix());
    }
    folder.template().ifPresent(template -> keys.put("tokenizer.chat_template", template));
  }

  private void specialToken(Map<String, Object> keys, String role, String name) {
    folder
        .role(role)
        .map(ids::get)
        .ifPresent(id -> keys.put("tokenizer.ggml." + name + "_token_id", (long) id));
  }

  private boolean spacePrefix() {
    JsonNode pre = folder.tokenizer().path("pre_tokenizer");
    boolean metaspace =
        pre.path("type").asString("").equals("Metaspace")
            && !pre.path("prepend_scheme").asString("always").equals("never");
    return metaspace || folder.tokenizer().path("normalizer").toString().contains("\"Prepend\"");
  }
}
