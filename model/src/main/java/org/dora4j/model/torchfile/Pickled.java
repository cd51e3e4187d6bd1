package org.dora4j.model.torchfile;

import java.util.List;
import org.dora4j.torch.DType;

/** Values of a pickle that Java has no type for. Texts, numbers, lists and maps are Java's own. */
sealed interface Pickled {

  /** Python's None. */
  enum None implements Pickled {
    NONE
  }

  /** A tuple. */
  record Tuple(List<Object> items) implements Pickled {}

  /** The name of a class or function; never looked up. */
  record Global(String module, String name) implements Pickled {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  /**
   * The memory of a tensor, stored elsewhere in the file.
   *
   * @param elements number of elements of type {@code dtype}
   */
  record Storage(String key, DType dtype, long elements) implements Pickled {}

  /** A view of a storage as a tensor; offset and strides count elements. Never compared. */
  @SuppressWarnings("ArrayRecordComponent")
  record TensorView(Storage storage, long offset, long[] shape, long[] strides)
      implements Pickled {}
}
