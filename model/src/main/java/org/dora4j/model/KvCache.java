package org.dora4j.model;

import org.dora4j.torch.Tensor;

/**
 * What decoding remembers of the tokens it has read: keys and values of every block, so that each
 * token is computed once. A first pass stores the prompts; every further pass reads one token per
 * text.
 */
interface KvCache extends AutoCloseable {

  /** Whether the prompts have been read: the present pass reads one token per text. */
  boolean isDecoding();

  /** Begins a decoding pass: every text gets room for one more token. */
  void advance();

  /** Rotary angles of the tokens of the present decoding pass, one per text. */
  Rope.Angles angles();

  /** Number of texts that are written, N. */
  int texts();

  /**
   * Keeps the prompts' keys and values of one block.
   *
   * @param k [tokens of all prompts, g, e], rotated
   * @param v shaped like {@code k}
   */
  void store(int layer, Tensor k, Tensor v);

  /**
   * Stores one token per text and attends from it to all tokens of its text.
   *
   * @param q [N, h, e], rotated
   * @param k [N, g, e], rotated
   * @param v shaped like {@code k}
   * @return [N, h, e]
   */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale);

  @Override
  void close();
}
