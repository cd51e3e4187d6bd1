package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.CpuLanes;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor of a model, frozen until it is given a gradient buffer.
 *
 * <p>The value may be replaced by a view of a flat buffer of equal content; layers therefore ask
 * for {@link #value()} at each use. Another parameter may stand in for it, e.g. an adapter's copy.
 * A frozen one may be packed in fewer bits: then each {@link #value()} is made anew, and who wants
 * to know but its shape asks for that.
 */
public final class Parameter implements AutoCloseable {

  private final String name;
  private Weight value;
  private @Nullable Tensor gradient;
  private List<Tensor> laneGradients = List.of();
  private @Nullable Parameter standIn;

  /** Takes {@code value} over: it is retained here and released by {@link #close()}. */
  public Parameter(String name, Weight value) {
    this.name = name;
    this.value = value.retain();
  }

  /** Name as in Hugging Face files, e.g. {@code model.norm.weight}. */
  public String name() {
    return name;
  }

  /**
   * The value that layers compute with: that of the stand-in, where there is one. The open scope
   * releases it where it is {@linkplain #isPacked() made for this use}.
   */
  public Tensor value() {
    return stored().tensor();
  }

  /** The value as it is stored: a tensor, or packed. */
  public Weight stored() {
    return standIn == null ? value : standIn.stored();
  }

  /** Whether the value is made anew each time it is asked for. */
  public boolean isPacked() {
    return stored().isPacked();
  }

  /** Number of elements along each dimension. */
  public long[] shape() {
    return stored().shape();
  }

  /** Number of elements along one dimension. */
  public long size(int dim) {
    return stored().size(dim);
  }

  /** The type that {@link #value()} has. */
  public DType dtype() {
    return stored().dtype();
  }

  public Device device() {
    return stored().device();
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
  public void replace(Weight newValue) {
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
