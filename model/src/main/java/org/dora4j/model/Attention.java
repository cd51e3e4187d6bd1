package org.dora4j.model;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.VarlenAttention;
import org.dora4j.torch.fused.Rotary;

/**
 * Grouped-query self-attention with rotary positions: softmax(q kᵀ/√e) v per head, heads joined by
 * the output projection.
 *
 * <p>Saved for backward: q and k before rotation (an adapter that saves its outputs shares them),
 * v, the attention's output and log-sum-exps.
 */
public final class Attention implements Layer {

  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear output;
  private final int index;
  private final long headSize;

  /**
   * @param index number of the block, for the cache
   * @param headSize e, the features of one head
   */
  public Attention(
      Linear query, Linear key, Linear value, Linear output, int index, long headSize) {
    this.query = query;
    this.key = key;
    this.value = value;
    this.output = output;
    this.index = index;
    this.headSize = headSize;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    Tensor q = heads(query.forward(x, tape)); // [N, h, e]
    Tensor k = heads(key.forward(x, tape)); // [N, g, e]
    Tensor v = heads(value.forward(x, tape));
    Rotary.Turned turned = turn(q, k, tape, false);
    KvCache cache = tape.cache();
    if (cache != null && cache.isDecoding()) {
      return output.forward(joined(cache.attend(index, turned.q(), turned.k(), v, scale())), tape);
    }
    if (cache != null) {
      cache.store(index, turned.k(), v);
    }
    VarlenAttention.Forward attended =
        VarlenAttention.forward(turned.q(), turned.k(), v, tape.packing(), scale());
    save(tape, q, k, v, attended);
    return output.forward(joined(attended.output()), tape);
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    Tensor dOutput = heads(output.backward(dy, tape));
    Heads saved = restore(tape);
    Rotary.Turned turned = turn(saved.q(), saved.k(), tape, false);
    VarlenAttention.Gradients gradients =
        VarlenAttention.backward(
            dOutput, turned.q(), turned.k(), saved.v(), saved.attended(), tape.packing(), scale());
    Rotary.Turned unturned = turn(gradients.q(), gradients.k(), tape, true);
    Tensor dx = value.backward(joined(gradients.v()), tape);
    dx.add_(key.backward(joined(unturned.k()), tape));
    return dx.add_(query.backward(joined(unturned.q()), tape));
  }

  private static Rotary.Turned turn(Tensor q, Tensor k, Tape tape, boolean back) {
    return Rotary.turn(q, k, tape.angles().cos(), tape.angles().sin(), back);
  }

  private record Heads(Tensor q, Tensor k, Tensor v, VarlenAttention.Forward attended) {}

  private static void save(
      Tape tape, Tensor q, Tensor k, Tensor v, VarlenAttention.Forward attended) {
    tape.push(q);
    tape.push(k);
    tape.push(v);
    tape.push(attended.output());
    attended.saved().forEach(tape::push);
  }

  private Heads restore(Tape tape) {
    int count = VarlenAttention.savedTensors(tape.sequences(), tape.angles().cos(), headSize);
    List<Tensor> kernel = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kernel.add(0, tape.pop());
    }
    Tensor attended = tape.pop();
    Tensor v = tape.pop();
    Tensor k = tape.pop();
    return new Heads(tape.pop(), k, v, new VarlenAttention.Forward(attended, kernel));
  }

  private double scale() {
    return 1 / Math.sqrt(headSize);
  }

  private Tensor heads(Tensor x) {
    return x.view(x.size(0), x.size(1) / headSize, headSize);
  }

  private static Tensor joined(Tensor heads) {
    return heads.reshape(heads.size(0), heads.size(1) * heads.size(2));
  }
}
