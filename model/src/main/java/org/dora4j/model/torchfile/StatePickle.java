package org.dora4j.model.torchfile;

import java.util.Arrays;

/** The pickle of a state dictionary: names, and tensors whose data lies beside it. */
final class StatePickle {
  private final PickleOutput out = new PickleOutput();

  StatePickle() {
    out.instruction('}');
    out.instruction('(');
  }

  /** Adds a contiguous tensor that fills its storage, or shares it with another name. */
  void add(String name, Pickled.Storage storage, long[] shape) {
    out.text(name);
    out.global("torch._utils", "_rebuild_tensor_v2");
    out.instruction('(');
    storage(storage);
    out.integer(0);
    out.tuple(shape);
    out.tuple(TensorViews.contiguousStrides(shape));
    out.instruction('\u0089'); // no gradient is wanted
    out.global("collections", "OrderedDict"); // hooks, of which there are none
    out.instruction(')');
    out.instruction('R');
    out.instruction('t');
    out.instruction('R');
  }

  /** The persistent id ('storage', class, key, device, elements). */
  private void storage(Pickled.Storage storage) {
    out.instruction('(');
    out.text("storage");
    out.global("torch", TorchGlobals.storageClass(storage.dtype()));
    out.text(storage.key());
    out.text("cpu");
    out.integer(storage.elements());
    out.instruction('t');
    out.instruction('Q');
  }

  byte[] finish() {
    out.instruction('u');
    return out.finish();
  }

  /** Number of elements of a shape. */
  static long elements(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
