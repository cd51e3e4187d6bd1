package org.dora4j.adapter;

import java.util.function.Consumer;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The frozen weight under an adapter where the adapter brings its own: what PiSSA and OLoRA leave
 * of the base, or the {@code base_layer.weight} of an adapter file.
 */
final class BaseWeight {

  private final Parameter base;
  private @Nullable Parameter own;

  /** The model's weight, or {@code residual} in its place. */
  BaseWeight(Parameter base, @Nullable Tensor residual) {
    this.base = base;
    if (residual != null) {
      own = new Parameter(base.name(), residual);
    }
  }

  /** The weight that the adapter works on. */
  Tensor value() {
    return own == null ? base.value() : own.value();
  }

  /** Takes a weight from an adapter file, which PEFT writes for embeddings and heads. */
  void take(String key, Tensor stored, Consumer<String> warnings) {
    try (Scope scope = Scope.open()) {
      Tensor fitting = stored.to(base.device()).to(base.dtype());
      if (Ops.identical(fitting, value())) {
        return;
      }
      if (own == null) {
        warnings.accept(difference(key, fitting, value()));
        own = new Parameter(base.name(), fitting.copy());
      } else {
        own.replace(fitting.copy());
      }
    }
  }

  /** What a user should know of a weight that the adapter brings along. */
  static String difference(String key, Tensor own, Tensor weight) {
    return "The adapter brings its own %s, which differs from the model's by up to %.3g; it is used as PEFT uses it."
        .formatted(key.substring(PeftKeys.PREFIX.length()), Ops.maxDifference(own, weight));
  }

  void enable() {
    if (own != null) {
      base.replaceBy(own);
    }
  }

  void disable() {
    base.replaceBy(null);
  }

  void close() {
    if (own != null) {
      own.close();
      own = null;
    }
  }
}
