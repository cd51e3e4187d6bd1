package org.dora4j.model.file;

import java.util.Arrays;
import org.dora4j.torch.Tensor;

/**
 * The order of a head's rows. RoPE turns pairs of elements: Hugging Face pairs row i with row i +
 * headDim / 2, Meta and GGUF's Llama pair neighbours. The rows of q and k differ accordingly.
 */
public final class RopeLayout {

  private RopeLayout() {}

  /**
   * Neighbouring pairs, rows [heads · headDim, …], in Hugging Face's order: first all even ones,
   * then the odd.
   */
  public static Tensor toHalves(Tensor weight, int heads) {
    return reordered(weight, heads, false);
  }

  /** Hugging Face's rows in the order of neighbouring pairs. */
  public static Tensor toPairs(Tensor weight, int heads) {
    return reordered(weight, heads, true);
  }

  private static Tensor reordered(Tensor weight, int heads, boolean halvesFirst) {
    long[] shape = weight.shape();
    long pairs = shape[0] / heads / 2;
    long columns = shape.length == 1 ? 1 : shape[1];
    long[] split =
        halvesFirst ? new long[] {heads, 2, pairs, columns} : new long[] {heads, pairs, 2, columns};
    return weight
        .reshape(split)
        .transpose(1, 2)
        .contiguous()
        .view(Arrays.copyOf(shape, shape.length));
  }
}
