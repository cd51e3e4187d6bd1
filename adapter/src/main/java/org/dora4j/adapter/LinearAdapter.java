package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Layer;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Tensor;

/** What stands in for a linear layer while an adapter is attached to it. */
public sealed interface LinearAdapter extends Layer permits Lora, Dora, Magnitude, Vera, Dvora {

  /** The layer that is adapted; its weight stays as it is. */
  Linear base();

  /** The adapter's own parameters, named as in PEFT's files, e.g. {@code lora_A.weight}. */
  List<Parameter> parameters();

  /** The weight [out, in] that computes the same as base and adapter together, in F32 or wider. */
  Tensor mergedWeight();

  /** What the adapter adds to the memory of a training pass over so many tokens. */
  Footprint footprint(long tokens);

  /**
   * To be called when parameters have changed: what was derived from them is computed anew.
   *
   * @param step how many steps of training have made them; names the random numbers of roundings
   */
  void refresh(long step);

  /** Releases derived tensors; the parameters belong to whoever made them. */
  void close();
}
