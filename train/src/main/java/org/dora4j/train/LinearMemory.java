package org.dora4j.train;

import org.dora4j.adapter.Footprint;
import org.dora4j.adapter.LinearAdapter;
import org.dora4j.model.Linear;
import org.dora4j.torch.DType;
import org.jspecify.annotations.Nullable;

/** What one linear layer, adapted or not, saves in a pass and takes in its backward pass. */
final class LinearMemory {
  private final PassSize pass;
  private final Linear linear;
  private final @Nullable Footprint footprint;

  LinearMemory(PassSize pass, Linear linear) {
    this.pass = pass;
    this.linear = linear;
    this.footprint =
        linear.replacement() instanceof LinearAdapter adapter
            ? adapter.footprint(pass.tokens())
            : null;
  }

  /** Whether forward saves the layer's input. */
  boolean savesInput() {
    return footprint == null ? linear.weight().isTrainable() : footprint.savesInput();
  }

  /** Whether the layer's output is the very tensor that it saves. */
  boolean savesOutput() {
    return footprint != null && footprint.product() == Footprint.Product.OUTPUT;
  }

  /** Bytes that are saved beside input and output: a product of its own, a narrowed input. */
  long savedBeside() {
    if (footprint == null) {
      return 0;
    }
    boolean own = footprint.product() == Footprint.Product.OWN;
    return (own ? outputs() : 0) + footprint.narrowedBytes();
  }

  /** Bytes of the layer's output. */
  long outputs() {
    return pass.activation(linear.outputs());
  }

  /** Bytes that stay between passes. */
  long kept() {
    return footprint == null ? 0 : footprint.keptBytes();
  }

  /** Bytes that are taken for a moment when the parameters have changed. */
  long deriving() {
    return footprint == null ? 0 : footprint.derivingBytes();
  }

  /**
   * The gradients of the layer's parameters.
   *
   * @param input bytes of the input that go when they are done; 0 where others hold it too
   */
  void accumulate(Ledger ledger, long input) {
    boolean sums = footprint != null && footprint.product() != Footprint.Product.NONE;
    if (sums && !pass.kernels()) {
      ledger.touch(outputs());
    }
    if (footprint == null && linear.weight().isTrainable() && pass.elementBytes() < 4) {
      ledger.touch(linear.weight().count() * (pass.elementBytes() + DType.F32.bytes()));
    }
    if (footprint != null) {
      ledger.touch(footprint.workBytes());
    }
    ledger.give(savedBeside());
    ledger.give(savesInput() ? input : 0);
  }

  /** The gradient of the layer's input, which stays. */
  void transposed(Ledger ledger) {
    long dx = pass.activation(linear.inputs());
    if (footprint != null && footprint.factored()) {
      ledger.touch(outputs() + pass.wide(linear.outputs()) + dx);
    }
    if (footprint != null) {
      ledger.touch(footprint.droppedInputs() * dx);
    }
    long weight =
        footprint == null ? linear.weight().stored().unpackingBytes() : footprint.perUseBytes();
    ledger.touch(weight + dx);
    ledger.take(dx);
  }
}
