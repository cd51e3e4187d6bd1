package org.dora4j.cli.doctor;

import org.dora4j.data.Tokenizer;
import org.dora4j.data.TokenizerConfig;

/** Whether the tokenizer library loads and tokenises. */
final class TokenizerCheck implements Check {
  private static final String TINY =
      """
      {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null,
       "post_processor": null, "decoder": null,
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": [["a", "b"]]}}
      """;

  @Override
  public Finding look() {
    try (Tokenizer tokenizer = Tokenizer.of(TINY, TokenizerConfig.none())) {
      return tokenizer.encode("ab")[0] == 2
          ? Finding.good("tokenizer", "its native library works")
          : Finding.broken(
              "tokenizer", "gives wrong ids", "Delete its cache in ~/.djl.ai and try again.");
    } catch (LinkageError e) {
      return Finding.broken(
          "tokenizer",
          "its native library does not load (" + e.getMessage() + ")",
          "It needs glibc 2.34 or newer on Linux, and has no build for Intel Macs.");
    }
  }
}
