package org.dora4j.adapter;

/**
 * What an adapted linear layer adds to the memory of a training pass, for forecasts.
 *
 * @param savesInput whether forward saves its input
 * @param product how it saves its product
 * @param keptBytes what is derived from the parameters and kept between passes: W' where it is
 *     kept, the thin factors in W's type, norms and gains
 * @param perUseBytes W' where it is made for each product and thrown away
 * @param derivingBytes held for a moment whenever the parameters have changed
 * @param factored whether products go through the factors
 * @param narrowedBytes x̃ Aᵀ where it is saved
 * @param droppedInputs how many tensors like the input dropout takes for a moment in backward
 * @param workBytes held for a moment in backward while the gradients of the parameters are computed
 */
public record Footprint(
    boolean savesInput,
    Product product,
    long keptBytes,
    long perUseBytes,
    long derivingBytes,
    boolean factored,
    long narrowedBytes,
    int droppedInputs,
    long workBytes) {

  /** What forms its gradients without a temporary as large as the weight. */
  Footprint(
      boolean savesInput,
      Product product,
      long keptBytes,
      long perUseBytes,
      long derivingBytes,
      boolean factored,
      int droppedInputs) {
    this(savesInput, product, keptBytes, perUseBytes, derivingBytes, factored, 0, droppedInputs, 0);
  }

  /** The same layer with such a temporary. */
  Footprint withWorkBytes(long bytes) {
    return new Footprint(
        savesInput,
        product,
        keptBytes,
        perUseBytes,
        derivingBytes,
        factored,
        narrowedBytes,
        droppedInputs,
        bytes);
  }

  /** How the product with the weight is saved for the gradient of a magnitude. */
  public enum Product {
    /** Not at all. */
    NONE,
    /** It is the layer's output itself. */
    OUTPUT,
    /** As a tensor of its own. */
    OWN
  }
}
