package org.dora4j.train;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.Loss;
import org.dora4j.model.Transformer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;

/**
 * How much memory a training pass adds to the weights and the flat buffers, which are in place when
 * this is asked: what the blocks save for backward, what one block's backward needs for a moment,
 * the head, and what adapters derive from their parameters.
 */
final class MemoryForecast {

  private final Transformer model;
  private final ModelConfig config;
  private final boolean recompute;
  private final Load load;
  private final PassSize pass;
  private final List<BlockMemory> blocks = new ArrayList<>();

  private MemoryForecast(Transformer model, boolean recompute, Load load) {
    this.model = model;
    this.config = model.config();
    this.recompute = recompute;
    this.load = load;
    this.pass = PassSize.of(model, load);
    boolean remade = false;
    for (int layer = 0; layer < config.layers(); layer++) {
      BlockMemory block = new BlockMemory(model, layer, pass, remade);
      blocks.add(block);
      remade = !recompute && block.remakesOutput();
    }
  }

  /** For a model whose trained parameters have their gradients. */
  static MemoryForecast of(Transformer model, boolean recompute, Load load) {
    return new MemoryForecast(model, recompute, load);
  }

  /**
   * A micro-batch.
   *
   * @param tokens N
   * @param trained tokens that the loss counts
   * @param longest tokens of the longest example
   */
  record Load(long tokens, long trained, long longest) {}

  /** Bytes that a pass over the micro-batch adds at its peak. */
  long toCome() {
    long saved = tape();
    long peak = saved + Math.max(head(), deriving());
    for (int layer = blocks.size() - 1; layer >= 0; layer--) {
      BlockMemory block = blocks.get(layer);
      // Run again, a block has its output beside what it saves; its input is on the tape already.
      long again = recompute ? block.saved() : 0;
      peak = Math.max(peak, saved + block.hidden() + again + block.backward());
      saved -= recompute ? block.hidden() : block.saved();
    }
    return peak + kept();
  }

  /** Bytes between a forward pass and its backward pass: the tape, and the last block's output. */
  long saved() {
    return tape() + hidden();
  }

  private long hidden() {
    return pass.activation(config.hiddenSize());
  }

  private long tape() {
    long angles = pass.activation(config.headDim());
    return angles
        + blocks.stream().mapToLong(block -> recompute ? block.hidden() : block.saved()).sum();
  }

  /** What adapters keep between passes. */
  private long kept() {
    return blocks.stream().mapToLong(BlockMemory::kept).sum()
        + new LinearMemory(pass, model.head()).kept();
  }

  private long deriving() {
    return hidden() + blocks.stream().mapToLong(BlockMemory::deriving).max().orElse(0);
  }

  /** Most that is held from the last block's output to its gradient. */
  private long head() {
    long rows = load.trained() * config.hiddenSize() * pass.elementBytes();
    long wide = load.trained() * config.hiddenSize() * Math.max(pass.elementBytes(), 4);
    long logits = Loss.heldLogits(model, load.trained()) * logitBytes();
    long norm = pass.kernels() ? rows : 4 * wide;
    return hidden() + 3 * rows + Math.max(Math.max(logits, norm), hidden() + rows + norm);
  }

  /** Bytes of a logit while its loss and gradient are computed. */
  private int logitBytes() {
    int bytes = pass.elementBytes();
    boolean copies = model.head().isReplaced();
    if (pass.kernels() || bytes >= DType.F32.bytes()) {
      return copies ? 2 * bytes : bytes;
    }
    return 2 * bytes + DType.F32.bytes();
  }
}
