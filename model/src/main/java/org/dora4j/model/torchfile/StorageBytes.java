package org.dora4j.model.torchfile;

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

  /**
   * Checks that the bytes of a storage are in the file; called after {@link #object}.
   *
   * @throws PickleException if they are not
   */
  void require(Pickled.Storage storage);

  /** The bytes of a storage that the pickle named. */
  byte[] bytes(Pickled.Storage storage) throws IOException;

  @Override
  void close() throws IOException;
}
