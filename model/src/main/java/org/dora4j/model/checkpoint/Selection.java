package org.dora4j.model.checkpoint;

import java.util.Set;
import org.dora4j.model.file.TensorOutput;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/**
 * Some tensors of a source, in an order and a type of one's own.
 *
 * @param names in the order in which they are written
 * @param dtype type in which they are stored
 */
record Selection(WeightSource source, Set<String> names, DType dtype) implements WeightSource {

  @Override
  public long[] shape(String name) {
    return source.shape(name);
  }

  @Override
  public DType dtype(String name) {
    return dtype;
  }

  @Override
  public Tensor tensor(String name) {
    return TensorOutput.converted(name, source.tensor(name), dtype);
  }

  @Override
  public void done(String name) {
    source.done(name);
  }

  /** The source belongs to the caller. */
  @Override
  public void close() {}
}
