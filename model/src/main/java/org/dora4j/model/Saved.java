package org.dora4j.model;

import org.dora4j.torch.Tensor;

/** One claim of a {@link Tape} on a tensor. */
interface Saved {

  /** Gives the claim up for the tensor, which lives at least as long as the innermost scope. */
  Tensor take();

  /** Gives the claim up. */
  void close();

  /** A tensor that is kept, with an ownership of its own. */
  record Held(Tensor tensor) implements Saved {
    @Override
    public Tensor take() {
      return tensor.release();
    }

    @Override
    public void close() {
      tensor.close();
    }
  }
}
