package org.dora4j.model;

import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor of a model, frozen until it is given a gradient buffer.
 *
 * <p>The value may be replaced by a view of a flat buffer of equal content; layers therefore ask
 * for {@link #value()} at each use. Another parameter may stand in for it, e.g. an adapter's copy.
 */
public final class Parameter implements AutoCloseable {

  private final String name;
  private Tensor value;
  private @Nullable Tensor gradient;
  private @Nullable Parameter standIn;

  /** Takes {@code value} over: it is retained here and released by {@link #close()}. */
  public Parameter(String name, Tensor value) {
    this.name = name;
    this.value = value.retain();
  }

  /** Name as in Hugging Face files, e.g. {@code model.norm.weight}. */
  public String name() {
    return name;
  }

  /** The value that layers compute with: that of the stand-in, where there is one. */
  public Tensor value() {
    return standIn == null ? value : standIn.value();
  }

  /**
   * Lets {@code other}, of the same shape and of the same or a wider type, answer in this
   * parameter's place from now on: its value, its gradient. Null restores this one.
   */
  public void replaceBy(@Nullable Parameter other) {
    standIn = other;
  }

  public boolean isReplaced() {
    return standIn != null;
  }

  /** Replaces the parameter's own value by a tensor of the same shape. */
  public void replace(Tensor newValue) {
    newValue.retain();
    value.close();
    value = newValue;
  }

  public boolean isTrainable() {
    return standIn == null ? gradient != null : standIn.isTrainable();
  }

  /** The buffer that backward passes add to; shaped like the value. */
  public Tensor gradient() {
    if (standIn != null) {
      return standIn.gradient();
    }
    if (gradient == null) {
      throw new IllegalStateException(name + " is frozen and has no gradient");
    }
    return gradient;
  }

  /** Makes the parameter trainable with this buffer, or freezes it with null. */
  public void gradient(@Nullable Tensor buffer) {
    if (buffer != null) {
      buffer.retain();
    }
    if (gradient != null) {
      gradient.close();
    }
    gradient = buffer;
  }

  public long count() {
    return value.count();
  }

  @Override
  public void close() {
    gradient((Tensor) null);
    value.close();
  }
}
