package org.dora4j.data;

import org.jspecify.annotations.Nullable;

/**
 * What a tokenizer's vocabulary does not say: which tokens play which part.
 *
 * @param bosToken token that begins a text
 * @param eosToken token that ends a text or a turn
 * @param padToken token that fills up short rows
 * @param unkToken token for what the vocabulary lacks
 * @param addBos put {@code bosToken} before each text, even if the tokenizer.json does not
 * @param addEos put {@code eosToken} after each text, even if the tokenizer.json does not
 * @param chatTemplate Jinja source that turns messages into text
 */
public record TokenizerConfig(
    @Nullable String bosToken,
    @Nullable String eosToken,
    @Nullable String padToken,
    @Nullable String unkToken,
    boolean addBos,
    boolean addEos,
    @Nullable String chatTemplate) {

  /** No roles at all: whatever the tokenizer.json does is left as it is. */
  public static TokenizerConfig none() {
    return new TokenizerConfig(null, null, null, null, false, false, null);
  }
}
