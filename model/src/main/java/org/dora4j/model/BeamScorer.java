package org.dora4j.model;

import org.dora4j.torch.Tensor;

/** What beam search asks a model for. There are B prompts with K texts each. */
interface BeamScorer {

  /** Logits of the first token of every prompt's texts: [B, V]. */
  Tensor first();

  /**
   * Logits of the token after {@code tokens}: [B · K, V], which the next call may overwrite. Both
   * arguments lie in the same memory each time.
   *
   * @param tokens the newest token of each text: I64 [B · K]
   * @param parents which of the texts of the last call each text goes on from: I64 [B · K]
   */
  Tensor next(Tensor tokens, Tensor parents);
}
