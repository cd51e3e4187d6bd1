package org.dora4j.data.bpe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al., arXiv 1508.07909, on bytes as in GPT-2) from
 * text.
 *
 * <p>Text is cut into words, every digit alone, as SmolLM does; then, again and again, the most
 * frequent pair of neighbouring tokens becomes a token. Merges come out in the order in which the
 * {@code tokenizers} library finds them; the result depends on nothing but the text.
 */
public final class BpeTrainer {
  private static final JsonMapper JSON = new JsonMapper();

  private BpeTrainer() {}

  /**
   * Trains a tokenizer.
   *
   * @param vocabularySize tokens it has at most: special tokens, 256 bytes, then merges; fewer if
   *     the text has no more pairs
   * @param specialTokens tokens that are never cut, with the ids from 0 on
   * @return the text of a tokenizer.json
   * @throws IllegalArgumentException if the size leaves no room for the bytes and special tokens
   */
  public static String train(
      Iterable<String> texts, int vocabularySize, List<String> specialTokens) {
    int fixed = specialTokens.size() + 256;
    if (vocabularySize < fixed) {
      throw new IllegalArgumentException(
          "A byte-level vocabulary with %d special tokens needs at least %d tokens, not %d."
              .formatted(specialTokens.size(), fixed, vocabularySize));
    }
    WordCounts counted = new WordCounts();
    texts.forEach(counted::add);
    List<String> tokens = new ArrayList<>(specialTokens);
    for (int letter : ByteAlphabet.sorted()) {
      tokens.add(Character.toString(letter));
    }
    List<int[]> merges =
        merge(merger(counted, specialTokens.size()), tokens, specialTokens.size(), vocabularySize);
    return json(tokens, merges, specialTokens).toString();
  }

  private static PairMerger merger(WordCounts counted, int firstByte) {
    int[][] words = new int[counted.counts().size()][];
    long[] frequencies = new long[words.length];
    int at = 0;
    for (Map.Entry<String, long[]> entry : counted.counts().entrySet()) {
      int[] word = ByteAlphabet.ranks(entry.getKey());
      for (int i = 0; i < word.length; i++) {
        word[i] += firstByte;
      }
      words[at] = word;
      frequencies[at++] = entry.getValue()[0];
    }
    return new PairMerger(words, frequencies);
  }

  /** Merges until the vocabulary is full; appends the tokens and returns the pairs. */
  private static List<int[]> merge(
      PairMerger merger, List<String> tokens, int firstByte, int vocabularySize) {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = firstByte; id < tokens.size(); id++) {
      ids.put(tokens.get(id), id);
    }
    List<int[]> merges = new ArrayList<>();
    while (tokens.size() < vocabularySize) {
      int[] pair = merger.next();
      if (pair == null) {
        break;
      }
      // Two pairs can spell one token ("ab" + "c", "a" + "bc"): it keeps its first id.
      String token = tokens.get(pair[0]) + tokens.get(pair[1]);
      Integer known = ids.putIfAbsent(token, tokens.size());
      if (known == null) {
        tokens.add(token);
      }
      merger.merge(pair[0], pair[1], ids.getOrDefault(token, 0));
      merges.add(pair);
    }
    return merges;
  }

  private static ObjectNode json(
      List<String> tokens, List<int[]> merges, List<String> specialTokens) {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < specialTokens.size(); id++) {
      ObjectNode token = added.addObject().put("id", id).put("content", specialTokens.get(id));
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
    }
    root.putNull("normalizer");
    ObjectNode cut = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = cut.putArray("pretokenizers");
    steps.addObject().put("type", "Digits").put("individual_digits", true);
    byteLevel(steps.addObject());
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(pair -> pairs.addArray().add(tokens.get(pair[0])).add(tokens.get(pair[1])));
    return root;
  }

  private static void byteLevel(ObjectNode step) {
    step.put("type", "ByteLevel").put("add_prefix_space", false);
    step.put("trim_offsets", true).put("use_regex", true);
  }
}
