package org.dora4j.train;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.Parameter;

/** What of a model is trained: an adapter's parameters, or all of the model's. */
public interface Trainable extends AutoCloseable {

  /**
   * The trained parameters by name, always in the same order. Training replaces their values by
   * views of flat buffers.
   */
  Map<String, Parameter> parameters();

  /** Number of all values of the model, those of the adapter included. */
  long allCount();

  /** Whether a parameter is a magnitude, which may have a learning rate of its own. */
  boolean isMagnitude(String name);

  /** Called after the parameters changed, in so many steps: what was derived from them is stale. */
  void refresh(long step);

  /**
   * Writes what is trained so that it can be used: an adapter in PEFT's layout, or a model in
   * Hugging Face layout. The folder does not exist or is empty.
   */
  void save(Path folder);

  /** Takes an adapter off the model again. */
  @Override
  void close();
}
