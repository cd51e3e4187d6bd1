package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Embedding;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.Transformer;
import org.dora4j.torch.Tensor;

/**
 * A trained copy of an embedding, or of a head, whose weight the model shares between the two: the
 * other keeps the base weight.
 */
final class UntiedCopy implements Attachment {

  private final Transformer model;
  private final boolean ofHead;
  private final Linear head;
  private final Parameter copy;
  private final Linear headCopy;
  private final Embedding tableCopy;

  /**
   * @param ofHead whether this is the head's copy rather than the embedding's
   */
  UntiedCopy(Transformer model, boolean ofHead, Parameter copy) {
    this.model = model;
    this.ofHead = ofHead;
    this.head = model.head();
    this.copy = copy;
    this.headCopy = new Linear(ModuleTree.HEAD, copy, null);
    this.tableCopy = new Embedding(ModuleTree.EMBEDDING, copy);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(copy);
  }

  @Override
  public void enable() {
    if (ofHead) {
      head.replaceBy(headCopy);
    } else {
      model.embedding().replaceBy(new Lookup());
    }
  }

  @Override
  public void disable() {
    if (ofHead) {
      head.replaceBy(null);
    } else {
      model.embedding().replaceBy(null);
    }
  }

  /** The merged model's head needs a weight of its own. */
  @Override
  public List<Merged> merged() {
    disable();
    model.untie();
    Parameter base = ofHead ? model.head().weight() : model.embedding().weight();
    return List.of(new Merged(base, copy.value()));
  }

  @Override
  public void close() {
    copy.close();
  }

  /** The copy as a stand-in. */
  private final class Lookup implements Embedding.Lookup {
    @Override
    public Tensor forward(Tensor ids, Tape tape) {
      return tableCopy.forward(ids, tape);
    }

    @Override
    public void backward(Tensor dy, Tape tape) {
      tableCopy.backward(dy, tape);
    }
  }
}
