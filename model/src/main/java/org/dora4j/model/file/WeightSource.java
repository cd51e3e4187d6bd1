package org.dora4j.model.file;

import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * Named tensors, read one at a time. Names are those of Hugging Face, e.g. {@code
 * model.layers.0.self_attn.q_proj.weight}; matrices are [out, in].
 */
public interface WeightSource extends AutoCloseable {

  /** All names, in the order of the file. */
  Set<String> names();

  /** Shape of a tensor, without touching its data. */
  long[] shape(String name);

  /** Type that {@link #tensor} returns. */
  DType dtype(String name);

  /**
   * A tensor on the CPU in the stored type, in the open {@link Scope}. It may be a view of a mapped
   * file: read it or copy it, do not change it.
   *
   * @throws ModelFileException if there is no such tensor
   */
  Tensor tensor(String name);

  /**
   * Says that a tensor's data has been copied elsewhere, so that the pages of the file behind it
   * may leave memory. It can still be read again. Does nothing by default.
   */
  default void done(String name) {}

  /** Lets go of the files. Tensors already made stay valid. */
  @Override
  void close();
}
