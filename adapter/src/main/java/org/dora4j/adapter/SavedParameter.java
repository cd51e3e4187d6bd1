package org.dora4j.adapter;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A trained copy that stands in for a parameter of the base: of a saved module, or a bias. */
final class SavedParameter implements Attachment {

  private final Parameter base;
  private final Parameter copy;
  private final @Nullable String secondKey;

  /**
   * @param copy named as in the file
   * @param secondKey a second name of the same tensor in the file, of a head tied to the embedding,
   *     or null
   */
  SavedParameter(Parameter base, Parameter copy, @Nullable String secondKey) {
    this.base = base;
    this.copy = copy;
    this.secondKey = secondKey;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(copy);
  }

  @Override
  public Map<String, Tensor> extras() {
    return secondKey == null ? Map.of() : Map.of(secondKey, copy.value());
  }

  @Override
  public void takeExtra(String key, Tensor tensor, Consumer<String> warnings) {
    Tensor fitting = tensor.to(copy.value().device()).to(copy.value().dtype());
    if (!Ops.identical(fitting, copy.value())) {
      throw new IllegalArgumentException(torn(copy.name(), key));
    }
  }

  /** What is wrong with two copies of a tied weight that differ, for a message. */
  static String torn(String first, String second) {
    return "%s and %s are to stay tied but differ; turn ensure_weight_tying off to keep both"
        .formatted(first, second);
  }

  @Override
  public void enable() {
    base.replaceBy(copy);
  }

  @Override
  public void disable() {
    base.replaceBy(null);
  }

  @Override
  public List<Merged> merged() {
    return List.of(new Merged(base, copy.value()));
  }

  @Override
  public void close() {
    copy.close();
  }
}
