package org.dora4j.adapter.torchfile;

import java.io.IOException;
import java.util.function.Function;

/** A file of torch.save in one of its two forms: one pickle, and the bytes that it refers to. */
interface StorageBytes extends AutoCloseable {

  /**
   * Reads the pickle.
   *
   * @param unpickle reads one pickle from its input
   */
  Object object(Function<PickleInput, Object> unpickle) throws IOException;

  /** The bytes of a storage that the pickle named; called after {@link #object}. */
  byte[] bytes(Pickled.Storage storage) throws IOException;

  @Override
  void close() throws IOException;
}
