package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.CpuLanes;
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
  private List<Tensor> laneGradients = List.of();
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

  /**
   * The buffer that backward passes add to; shaped like the value. Passes that run at the same time
   * have a buffer each, see {@link CpuLanes}.
   */
  public Tensor gradient() {
    if (standIn != null) {
      return standIn.gradient();
    }
    if (gradient == null) {
      throw new IllegalStateException(name + " is frozen and has no gradient");
    }
    int lane = CpuLanes.current();
    return lane == 0 ? gradient : laneGradients.get(lane - 1);
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
    laneGradients(List.of());
  }

  /** Buffers for passes in lanes 1, 2 and so on, beside that of lane 0. */
  public void laneGradients(List<Tensor> buffers) {
    buffers.forEach(Tensor::retain);
    laneGradients.forEach(Tensor::close);
    laneGradients = List.copyOf(buffers);
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
