package org.dora4j.model;

import org.dora4j.torch.Tensor;

/**
 * A function with an explicit gradient. Forward pushes what backward needs onto the tape; backward
 * pops it in reverse order, adds the gradients of the layer's trainable parameters to their
 * buffers, and returns the gradient of the input.
 *
 * <p>Activations are [N, features]: the N tokens of all sequences of a micro-batch one behind
 * another, without padding.
 */
public interface Layer {

  /**
   * The layer's output for {@code x} [N, in]: [N, out]. The layer may have saved it, so nobody
   * changes it in place.
   */
  Tensor forward(Tensor x, Tape tape);

  /**
   * Gradient of a scalar with respect to the input, given its gradient {@code dy} of the output.
   */
  Tensor backward(Tensor dy, Tape tape);

  /**
   * Computes now what follows from parameters alone and would else be computed at its first use:
   * for passes that run at the same time.
   */
  default void prepare() {}
}
