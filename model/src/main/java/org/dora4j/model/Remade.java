package org.dora4j.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that is made again from its inputs when the first of its claims is taken, and released
 * with the last. Its inputs are claimed when it is first claimed itself; they may be remade too.
 */
final class Remade implements Saved {

  private final Supplier<List<Saved>> claims;
  private final Function<List<Tensor>, Tensor> recipe;
  private @Nullable List<Saved> inputs;
  private @Nullable Tensor made;
  private int references;

  /**
   * @param claims makes claims on the inputs
   */
  Remade(Supplier<List<Saved>> claims, Function<List<Tensor>, Tensor> recipe) {
    this.claims = claims;
    this.recipe = recipe;
  }

  /** One more claim on the tensor. */
  Remade referenced() {
    if (references++ == 0) {
      inputs = claims.get();
    }
    return this;
  }

  @Override
  public Tensor take() {
    Tensor tensor = made == null ? make() : made;
    references--;
    if (references == 0) {
      made = null;
      return tensor.release();
    }
    return tensor;
  }

  private Tensor make() {
    try (Scope scope = Scope.open()) {
      Tensor tensor =
          recipe.apply(java.util.Objects.requireNonNull(inputs).stream().map(Saved::take).toList());
      made = tensor.retain();
      inputs = null;
      return tensor;
    }
  }

  @Override
  public void close() {
    references--;
    if (references > 0) {
      return;
    }
    if (inputs != null) {
      inputs.forEach(Saved::close);
      inputs = null;
    }
    if (made != null) {
      made.close();
      made = null;
    }
  }
}
