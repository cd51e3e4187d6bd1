package org.dora4j.data;

import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rebuilds the tokenizer.json that a GGUF file's metadata describes. */
public final class GgufTokenizer {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;

  private GgufTokenizer() {}

  /**
   * Makes the tokenizer of a GGUF file.
   *
   * <p>Model {@code gpt2} is byte-level BPE with the pre-tokenizer that {@code tokenizer.ggml.pre}
   * names ({@link GgufPreTokenizer}); model {@code llama} is SentencePiece BPE with byte fallback,
   * whose merges follow from the scores.
   *
   * @param metadata the file's keys and values; strings as String, arrays as List, float[] or
   *     int[], numbers as any Number, booleans as Boolean
   * @throws DataException if a key is missing or of the wrong kind, or the kind of tokenizer is not
   *     known
   */
  public static Tokenizer of(Map<String, Object> metadata) {
    GgufKeys keys = new GgufKeys(metadata);
    String model = keys.string("tokenizer.ggml.model");
    String[] tokens = keys.strings("tokenizer.ggml.tokens");
    @Nullable String bos = role(keys, tokens, "bos");
    @Nullable String eos = role(keys, tokens, "eos");
    @Nullable String unk = role(keys, tokens, "unknown");
    int[] types = types(keys, tokens, bos, eos, unk);
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.set("added_tokens", addedTokens(tokens, types));
    boolean addBosByDefault;
    switch (model) {
      case "gpt2" -> addBosByDefault = byteLevel(root, keys, tokens, unk);
      case "llama" -> addBosByDefault = sentencePiece(root, keys, tokens, types, unk);
      default ->
          throw new DataException(
              "tokenizer.ggml.model is \"%s\"; dora4j reads the kinds gpt2 and llama."
                  .formatted(model));
    }
    TokenizerConfig config =
        new TokenizerConfig(
            bos,
            eos,
            role(keys, tokens, "padding"),
            unk,
            keys.flag("tokenizer.ggml.add_bos_token", addBosByDefault) && bos != null,
            keys.flag("tokenizer.ggml.add_eos_token", false) && eos != null,
            keys.optionalString("tokenizer.chat_template"));
    return Tokenizer.of(root.toString(), config, stopIds(keys));
  }

  /** Byte-level BPE; returns whether texts begin with the begin token unless the file says. */
  private static boolean byteLevel(
      ObjectNode root, GgufKeys keys, String[] tokens, @Nullable String unk) {
    GgufPreTokenizer pre = GgufPreTokenizer.named(keys.optionalString("tokenizer.ggml.pre"));
    root.set("normalizer", pre.normalizer());
    root.set("pre_tokenizer", pre.json());
    root.putNull("post_processor");
    root.set("decoder", GgufPreTokenizer.byteLevel(true));
    ObjectNode model = bpe(root, tokens, unk);
    model.put("byte_fallback", false).put("ignore_merges", pre == GgufPreTokenizer.LLAMA3);
    ArrayNode merges = model.putArray("merges");
    for (String merge : keys.strings("tokenizer.ggml.merges")) {
      // A token may itself begin with a space, so the separator is looked for from place 1 on.
      int space = merge.indexOf(' ', 1);
      if (space < 0) {
        throw new DataException(
            "tokenizer.ggml.merges has the entry \"%s\", which is not two tokens."
                .formatted(merge));
      }
      merges.addArray().add(merge.substring(0, space)).add(merge.substring(space + 1));
    }
    return pre == GgufPreTokenizer.LLAMA3;
  }

  /** SentencePiece BPE; returns whether texts begin with the begin token unless the file says. */
  private static boolean sentencePiece(
      ObjectNode root, GgufKeys keys, String[] tokens, int[] types, @Nullable String unk) {
    boolean prefix = keys.flag("tokenizer.ggml.add_space_prefix", true);
    ArrayNode normalizers =
        root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    if (prefix) {
      normalizers.addObject().put("type", "Prepend").put("prepend", "▁");
    }
    replace(normalizers, " ", "▁");
    root.putNull("pre_tokenizer").putNull("post_processor");
    ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
    replace(decoders, "▁", " ");
    decoders.addObject().put("type", "ByteFallback");
    decoders.addObject().put("type", "Fuse");
    if (prefix) {
      ObjectNode strip = decoders.addObject().put("type", "Strip").put("content", " ");
      strip.put("start", 1).put("stop", 0);
    }
    float[] scores = keys.floats("tokenizer.ggml.scores", tokens.length);
    ObjectNode model = bpe(root, tokens, unk);
    model.put("byte_fallback", true).put("ignore_merges", false);
    ArrayNode merges = model.putArray("merges");
    for (PieceMerges.Merge merge : PieceMerges.of(tokens, scores, types)) {
      merges.addArray().add(merge.left()).add(merge.right());
    }
    return true;
  }

  private static ObjectNode bpe(ObjectNode root, String[] tokens, @Nullable String unk) {
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").put("unk_token", unk).put("fuse_unk", true);
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.length; id++) {
      vocabulary.put(tokens[id], id);
    }
    return model;
  }

  private static void replace(ArrayNode steps, String from, String to) {
    ObjectNode step = steps.addObject().put("type", "Replace");
    step.putObject("pattern").put("String", from);
    step.put("content", to);
  }

  private static ArrayNode addedTokens(String[] tokens, int[] types) {
    ArrayNode added = JSON.createArrayNode();
    for (int id = 0; id < tokens.length; id++) {
      if (types[id] == UNKNOWN || types[id] == CONTROL || types[id] == USER_DEFINED) {
        ObjectNode token = added.addObject().put("id", id).put("content", tokens[id]);
        token.put("single_word", false).put("lstrip", false).put("rstrip", false);
        token.put("normalized", false).put("special", types[id] != USER_DEFINED);
      }
    }
    return added;
  }

  private static int[] types(
      GgufKeys keys,
      String[] tokens,
      @Nullable String bos,
      @Nullable String eos,
      @Nullable String unk) {
    if (keys.has("tokenizer.ggml.token_type")) {
      return keys.ints("tokenizer.ggml.token_type", tokens.length);
    }
    return IntStream.range(0, tokens.length)
        .map(
            id ->
                tokens[id].equals(bos) || tokens[id].equals(eos) || tokens[id].equals(unk)
                    ? CONTROL
                    : PieceMerges.NORMAL)
        .toArray();
  }

  private static @Nullable String role(GgufKeys keys, String[] tokens, String role) {
    Integer id = keys.optionalId("tokenizer.ggml." + role + "_token_id", tokens.length);
    return id == null ? null : tokens[id];
  }

  private static int[] stopIds(GgufKeys keys) {
    int size = keys.strings("tokenizer.ggml.tokens").length;
    Integer endOfTurn = keys.optionalId("tokenizer.ggml.eot_token_id", size);
    return endOfTurn == null ? new int[0] : new int[] {endOfTurn};
  }
}
