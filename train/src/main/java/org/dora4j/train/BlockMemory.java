package org.dora4j.train;

import java.util.Arrays;
import java.util.stream.Stream;
import org.dora4j.model.Linear;
import org.dora4j.model.Transformer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;

/**
 * What one block saves in a forward pass and what its backward pass takes on top, in bytes. Follows
 * the code of Block, Attention, Mlp and RmsNorm: a change there belongs here too, and a test
 * compares the two.
 */
final class BlockMemory {
  private final PassSize pass;
  private final boolean remadeInput;
  private final long d;
  private final long q;
  private final long kv;
  private final long i;
  private final long logSumExps;
  private final LinearMemory query;
  private final LinearMemory key;
  private final LinearMemory value;
  private final LinearMemory output;
  private final LinearMemory gate;
  private final LinearMemory up;
  private final LinearMemory down;

  /**
   * @param layer number of the block, from 0
   * @param remadeInput whether the block's input is made again from what the block before saves
   */
  BlockMemory(Transformer model, int layer, PassSize pass, boolean remadeInput) {
    ModelConfig config = model.config();
    this.pass = pass;
    this.remadeInput = remadeInput;
    this.d = pass.activation(config.hiddenSize());
    this.q = pass.activation((long) config.heads() * config.headDim());
    this.kv = pass.activation((long) config.keyValueHeads() * config.headDim());
    this.i = pass.activation(config.intermediateSize());
    this.logSumExps = pass.tokens() * config.heads() * DType.F32.bytes();
    String path = "model.layers." + layer + ".";
    this.query = linear(model, path + "self_attn.q_proj");
    this.key = linear(model, path + "self_attn.k_proj");
    this.value = linear(model, path + "self_attn.v_proj");
    this.output = linear(model, path + "self_attn.o_proj");
    this.gate = linear(model, path + "mlp.gate_proj");
    this.up = linear(model, path + "mlp.up_proj");
    this.down = linear(model, path + "mlp.down_proj");
  }

  private LinearMemory linear(Transformer model, String name) {
    Linear linear = model.linears().get(name);
    if (linear == null) {
      throw new IllegalArgumentException("the model has no module " + name);
    }
    return new LinearMemory(pass, linear);
  }

  /** Bytes of the block's input, and of its output. */
  long hidden() {
    return d;
  }

  /** Whether the block's output can be made again from what the block saves. */
  boolean remakesOutput() {
    return pass.lean() && down.savesOutput();
  }

  /** Everything that forward saves, the block's input included unless it is made again. */
  long saved() {
    long norms = (remadeInput ? d : 2 * d) + 2 * pass.tokens() * DType.F32.bytes();
    long attention = 2 * q + 2 * kv + logSumExps;
    return norms + attention + 2 * i + normed(query, key, value) + normed(gate, up) + products();
  }

  /** Outputs that adapters keep beside what the block keeps anyway. */
  private long products() {
    long own = down.savesOutput() ? d : 0;
    own += output.savesOutput() ? d : 0;
    own += linears().mapToLong(LinearMemory::savedBeside).sum();
    return own + (down.savesInput() && !pass.lean() ? i : 0);
  }

  /** A normed input that some of these layers save, unless it is made again. */
  private long normed(LinearMemory... readers) {
    return reads(readers) && !pass.lean() ? d : 0;
  }

  private static boolean reads(LinearMemory... readers) {
    return Arrays.stream(readers).anyMatch(LinearMemory::savesInput);
  }

  /** Most that backward holds beyond what is saved and the gradient that it is given. */
  long backward() {
    Ledger ledger = new Ledger();
    mlp(ledger);
    norm(ledger);
    attention(ledger);
    norm(ledger);
    return ledger.peak();
  }

  private void mlp(Ledger ledger) {
    if (pass.lean() && down.savesInput()) {
      ledger.take(i);
    }
    down.accumulate(ledger, i);
    ledger.give(down.savesOutput() ? d : 0);
    down.transposed(ledger);
    ledger.take(pass.kernels() ? i : 2 * i);
    remake(ledger, gate, up);
    up.accumulate(ledger, gate.savesInput() ? 0 : d);
    up.transposed(ledger);
    gate.accumulate(ledger, d);
    gate.transposed(ledger);
  }

  /** Takes a normed input that is made again. */
  private void remake(Ledger ledger, LinearMemory... readers) {
    if (pass.lean() && reads(readers)) {
      ledger.take(d);
    }
  }

  private void attention(Ledger ledger) {
    output.accumulate(ledger, 0);
    ledger.give(output.savesOutput() ? d : 0);
    output.transposed(ledger);
    ledger.take(q + kv);
    ledger.take(q + 2 * kv);
    ledger.touch(attending());
    ledger.take(q + kv);
    if (remadeInput) {
      ledger.take(d);
    }
    remake(ledger, query, key, value);
    value.accumulate(ledger, key.savesInput() || query.savesInput() ? 0 : d);
    value.transposed(ledger);
    key.accumulate(ledger, query.savesInput() ? 0 : d);
    key.transposed(ledger);
    query.accumulate(ledger, d);
    query.transposed(ledger);
  }

  /** What the attention kernel's backward takes for itself. */
  private long attending() {
    if (!pass.gpu()) {
      // The gradients of one sequence, keys and values once per head; halves are widened.
      long inputs = 3 * q + 2 * kv;
      long both = pass.elementBytes() < DType.F32.bytes() ? 2 * (3 * q + inputs) : 3 * q;
      return both / pass.tokens() * pass.longest();
    }
    if (pass.elementBytes() >= DType.F32.bytes()) {
      return 4 * logSumExps / pass.tokens() * pass.longest() * pass.longest();
    }
    // The gradient of q is added up in F32; keys and values have one gradient per head at first.
    return 2 * q + (q > kv ? 2 * q : 0);
  }

  /** The backward pass of a norm, whose result stays and whose input goes. */
  private void norm(Ledger ledger) {
    long wide = d / pass.elementBytes() * Math.max(pass.elementBytes(), DType.F32.bytes());
    if (!pass.kernels()) {
      ledger.touch(pass.elementBytes() < DType.F32.bytes() ? 5 * wide : 3 * wide);
    }
    ledger.take(d);
    ledger.give(d);
  }

  /** What adapters keep between passes. */
  long kept() {
    return linears().mapToLong(LinearMemory::kept).sum();
  }

  /** Most that an adapter takes for a moment when its parameters have changed. */
  long deriving() {
    return linears().mapToLong(LinearMemory::deriving).max().orElse(0);
  }

  private Stream<LinearMemory> linears() {
    return Stream.of(query, key, value, output, gate, up, down);
  }
}
