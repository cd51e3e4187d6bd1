package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;

/**
 * How a model is kept in memory.
 *
 * @param dtype that weights and activations compute in
 * @param device where they are
 * @param quantisation of the blocks' linear layers
 */
public record WeightForm(DType dtype, Device device, Quantisation quantisation) {

  /** Without quantisation. */
  public static WeightForm plain(DType dtype, Device device) {
    return new WeightForm(dtype, device, Quantisation.NONE);
  }
}
