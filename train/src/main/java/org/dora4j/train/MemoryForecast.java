package org.dora4j.train;

import org.dora4j.model.Linear;
import org.dora4j.model.Transformer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;

/**
 * How much memory a training pass adds to the weights and the flat buffers, which are in place when
 * this is asked: what the blocks save for backward, what one block's backward needs for a moment,
 * the head, and the merged weights of F32 adapters. Counts follow what the layers push on the tape.
 */
final class MemoryForecast {
  /** Most logits that the loss holds at once, in elements. */
  private static final long LOGITS_CHUNK = 1L << 24;

  private final ModelConfig config;
  private final long elementBytes;
  private final boolean recompute;
  private long savedPerToken;
  private long mergedBytes;
  private long heaviestBlock;

  private MemoryForecast(Transformer model, boolean recompute) {
    this.config = model.config();
    this.elementBytes = model.dtype().bytes();
    this.recompute = recompute;
    for (int layer = 0; layer < config.layers(); layer++) {
      long block = blockElements(model, "model.layers." + layer + ".") * elementBytes;
      savedPerToken += block;
      heaviestBlock = Math.max(heaviestBlock, block);
    }
    for (Linear linear : model.linears().values()) {
      if (linear.isReplaced() && elementBytes >= DType.F32.bytes()) {
        mergedBytes += linear.weight().value().bytes();
      }
    }
  }

  /** For a model whose trained parameters have their gradients. */
  static MemoryForecast of(Transformer model, boolean recompute) {
    return new MemoryForecast(model, recompute);
  }

  /**
   * A micro-batch.
   *
   * @param tokens N
   * @param trained tokens that the loss counts
   */
  record Load(long tokens, long trained) {}

  /** Bytes that a pass over a micro-batch adds at its peak. */
  long toCome(Load load) {
    long block = recompute ? load.tokens() * heaviestBlock : 0;
    long momentary = Math.max(head(load), load.tokens() * momentary());
    return mergedBytes + saved(load) + block + momentary;
  }

  /** Bytes between a forward pass and its backward pass: the tape, and the last block's output. */
  long saved(Load load) {
    long hidden = config.hiddenSize() * elementBytes;
    return load.tokens() * (hidden + (recompute ? config.layers() * hidden : savedPerToken));
  }

  /** Elements that one block saves per token. */
  private long blockElements(Transformer model, String path) {
    long d = config.hiddenSize();
    long q = (long) config.heads() * config.headDim();
    long kv = (long) config.keyValueHeads() * config.headDim();
    long i = config.intermediateSize();
    long norms = 2 * d;
    long attention = q + 2 * kv + q + 2L * config.heads();
    long mlp = 2 * i;
    String self = path + "self_attn.";
    boolean qkv = trains(model, self + "q_proj", self + "k_proj", self + "v_proj");
    boolean gateUp = trains(model, path + "mlp.gate_proj", path + "mlp.up_proj");
    long inputs = (qkv ? d : 0) + (gateUp ? d : 0);
    boolean down = trains(model, path + "mlp.down_proj");
    return norms + attention + mlp + inputs + (down ? i : 0) + products(model, path);
  }

  /**
   * Outputs that adapters keep for the gradient of a magnitude. A merged one is what the block
   * keeps anyway, except where the block only adds it; a factored one (half precision) is kept
   * before it is scaled.
   */
  private long products(Transformer model, String path) {
    boolean merged = elementBytes >= DType.F32.bytes();
    return model.linears().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(path) && entry.getValue().isReplaced())
        .filter(entry -> !merged || entry.getKey().matches(".*\\.(o|down)_proj"))
        .mapToLong(entry -> entry.getValue().outputs())
        .sum();
  }

  private static boolean trains(Transformer model, String... names) {
    for (String name : names) {
      Linear linear = model.linears().get(name);
      if (linear != null && (linear.isReplaced() || linear.weight().isTrainable())) {
        return true;
      }
    }
    return false;
  }

  /** Bytes per token that one block's backward pass holds for a moment. */
  private long momentary() {
    return elementBytes * (6L * config.intermediateSize() + 8L * config.hiddenSize());
  }

  private long head(Load load) {
    long logits = Math.min(load.trained() * config.vocabularySize(), LOGITS_CHUNK);
    long logitBytes = DType.F32.bytes() + (elementBytes < DType.F32.bytes() ? 2 * elementBytes : 0);
    return logits * logitBytes
        + (load.tokens() + 4 * load.trained()) * config.hiddenSize() * elementBytes;
  }
}
