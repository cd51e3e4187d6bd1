package org.dora4j.model;

import org.dora4j.torch.Tensor;

/** What beam search counts when it divides a text's score by length^penalty. */
public enum TextLength {

  /** The tokens that were written, an end token among them: transformers since 4.36. */
  WRITTEN {
    @Override
    long ended(long prompt, long written) {
      return written;
    }

    @Override
    long running(long prompt, long written) {
      return written;
    }

    @Override
    Tensor attainable(Tensor continuations, Tensor running) {
      return running.narrow(1, 0, 1);
    }
  },

  /** Prompt and written tokens, but no end token: transformers before 4.36. */
  WHOLE {
    @Override
    long ended(long prompt, long written) {
      return prompt + written - 1;
    }

    @Override
    long running(long prompt, long written) {
      return prompt + written;
    }

    @Override
    Tensor attainable(Tensor continuations, Tensor running) {
      return continuations.narrow(1, 0, 1);
    }
  };

  /** Length of a text whose last of {@code written} tokens is an end token. */
  abstract long ended(long prompt, long written);

  /** Length of a text with {@code written} tokens that has not ended. */
  abstract long running(long prompt, long written);

  /**
   * The score [B, 1], not yet divided, that finished texts are held against to see whether a prompt
   * is done. The older versions also looked at continuations that had just ended.
   *
   * @param continuations scores of all continuations, best first: F32 [B, S]
   * @param running scores of those that go on, best first: F32 [B, K]
   */
  abstract Tensor attainable(Tensor continuations, Tensor running);
}
