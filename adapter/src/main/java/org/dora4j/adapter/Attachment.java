package org.dora4j.adapter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Tensor;

/** What an adapter changes at one place of a model. */
interface Attachment {

  /** A parameter of the base and the value that makes it compute the same without the adapter. */
  record Merged(Parameter base, Tensor value) {}

  /** The trained parameters, named as in PEFT's files. */
  List<Parameter> parameters();

  /** Tensors that go into the file besides the parameters, by key. */
  default Map<String, Tensor> extras() {
    return Map.of();
  }

  /** Tensors that a file may hold besides the parameters, by key. */
  default Map<String, Tensor> readable() {
    return extras();
  }

  /** Keys of {@link #readable} that a file must hold. */
  default Set<String> required() {
    return Set.of();
  }

  /**
   * Takes a tensor of {@link #readable} from a file.
   *
   * @param warnings receives what the user should know
   */
  default void takeExtra(String key, Tensor tensor, Consumer<String> warnings) {
    throw new IllegalArgumentException("no place for " + key);
  }

  /** Puts the adapter in its place. */
  void enable();

  /** Restores the base. */
  void disable();

  /** To be called when parameters have changed, by so many steps of training. */
  default void refresh(long step) {}

  /** What to write into the base instead of this; called while enabled. */
  List<Merged> merged();

  /** Releases everything; called while disabled. */
  void close();
}
