package org.dora4j.model;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows of a table [V, d] by token id. Lets an adapter take its place, as {@link Linear} does. */
public final class Embedding {

  private final String name;
  private final Parameter weight;
  private @Nullable Lookup replacement;

  /** What may stand in for a table of embeddings. */
  public interface Lookup {
    /** Vectors [N, d] of the tokens {@code ids} [N]. */
    Tensor forward(Tensor ids, Tape tape);

    /** Adds the gradients of trainable parameters, given the gradient of the vectors. */
    void backward(Tensor dy, Tape tape);
  }

  public Embedding(String name, Parameter weight) {
    this.name = name;
    this.weight = weight;
  }

  public String name() {
    return name;
  }

  /** The table [V, d]. */
  public Parameter weight() {
    return weight;
  }

  /** Lets {@code lookup} answer in this table's place from now on; null restores it. */
  public void replaceBy(@Nullable Lookup lookup) {
    replacement = lookup;
  }

  public boolean isReplaced() {
    return replacement != null;
  }

  /** Whether anything below the first block wants a gradient. */
  public boolean isTrainable() {
    return replacement != null || weight.isTrainable();
  }

  public Tensor forward(Tensor ids, Tape tape) {
    if (replacement != null) {
      return replacement.forward(ids, tape);
    }
    if (weight.isTrainable()) {
      tape.push(ids);
    }
    return Ops.embedding(weight.value(), ids);
  }

  public void backward(Tensor dy, Tape tape) {
    if (replacement != null) {
      replacement.backward(dy, tape);
    } else if (weight.isTrainable()) {
      try (Scope scope = Scope.open()) {
        weight.gradient().indexAdd_(0, tape.pop(), dy.to(weight.gradient().dtype()));
      }
    }
  }
}
