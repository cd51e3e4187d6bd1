package org.dora4j.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Packing;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A Llama-family language model: embedding, blocks, final norm, head. {@link TransformerLoader}
 * makes one; {@link Loss} trains it; {@link Generator} lets it write.
 */
public final class Transformer implements AutoCloseable {

  private static final String HEAD = "lm_head";

  private ModelConfig config;
  private final WeightForm form;
  private final Rope rope;
  private final Embedding embedding;
  private final List<Block> blocks;
  private final RmsNorm norm;
  private Linear head;
  private final Map<String, Linear> linears;
  private final Map<String, Parameter> parameters;
  private @Nullable Linear tiedHead;
  private boolean recompute;
  private boolean lean;

  Transformer(ModelConfig config, ModelParts parts, WeightForm form) {
    this.config = config;
    this.form = form;
    this.lean = form.device().cuda();
    this.rope = new Rope(config.rope(), config.headDim());
    this.embedding = parts.embedding();
    this.blocks = List.copyOf(parts.blocks());
    this.norm = parts.norm();
    this.head = parts.head();
    this.linears = new LinkedHashMap<>(parts.linears());
    this.parameters = new LinkedHashMap<>(parts.parameters());
  }

  public ModelConfig config() {
    return config;
  }

  /** Type of the weights and activations. */
  public DType dtype() {
    return form.dtype();
  }

  public Device device() {
    return form.device();
  }

  /** In how many bits the weights of the blocks were loaded. */
  public Quantisation quantisation() {
    return form.quantisation();
  }

  /** Saves only every block's input during training and runs blocks again in backward. */
  public void recompute(boolean on) {
    recompute = on;
  }

  /**
   * Makes activations again in backward that follow from others in one pass over memory: normed
   * inputs, gated products, residual sums. On by default on a GPU, where memory is short and small
   * kernels are cheap; off on a CPU, where it is the other way round.
   */
  public void lean(boolean on) {
    lean = on;
  }

  /** Whether {@link #lean} is on. */
  public boolean isLean() {
    return lean;
  }

  /** Every linear module by its dotted path, in the order of computation, the head last. */
  public Map<String, Linear> linears() {
    return java.util.Collections.unmodifiableMap(linears);
  }

  /** Every tensor of the model by its name in Hugging Face files; a tied head appears once. */
  public Map<String, Parameter> parameters() {
    return java.util.Collections.unmodifiableMap(parameters);
  }

  public Embedding embedding() {
    return embedding;
  }

  public Linear head() {
    return head;
  }

  RmsNorm norm() {
    return norm;
  }

  /**
   * Gives a head that shares the embedding's table a copy of it, so that the two can differ; the
   * model then has a parameter {@code lm_head.weight} and an untied configuration. Does nothing
   * where they are apart already.
   */
  public void untie() {
    if (!config.tiedEmbeddings()) {
      return;
    }
    tiedHead = head;
    try (Scope scope = Scope.open()) {
      setHead(
          new Linear(HEAD, new Parameter(HEAD + ".weight", head.weight().value().copy()), null));
    }
    parameters.put(HEAD + ".weight", head.weight());
  }

  /** Takes {@link #untie()} back: the head shares the embedding's table again. */
  public void tie() {
    if (tiedHead != null) {
      head.weight().close();
      parameters.remove(HEAD + ".weight");
      setHead(tiedHead);
      tiedHead = null;
    }
  }

  private void setHead(Linear newHead) {
    head = newHead;
    linears.put(HEAD, newHead);
    config = config.withTiedEmbeddings(!config.tiedEmbeddings());
  }

  /** Number of weights, a tied head counted once. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(Parameter::count).sum();
  }

  /**
   * A tape for one training pass.
   *
   * @param dropoutKey names the random numbers of the pass; {@link Tape#NO_DROPOUT} for none
   */
  public Tape trainingTape(Sequences sequences, long dropoutKey) {
    return Tape.recording(pass(sequences, sequences.positions(), null, dropoutKey));
  }

  /** A tape for a pass without gradients. */
  public Tape inferenceTape(Sequences sequences) {
    return Tape.silent(pass(sequences, sequences.positions(), null, Tape.NO_DROPOUT));
  }

  private Tape.Pass pass(
      Sequences sequences, int[] positions, @Nullable KvCache cache, long dropoutKey) {
    return new Tape.Pass(
        Packing.on(device(), sequences),
        rope.angles(positions, dtype(), device()),
        cache,
        dropoutKey,
        lean);
  }

  /** Activations after the last block and before the final norm: [N, d]. */
  public Tensor hidden(int[] ids, Tape tape) {
    try (Scope scope = Scope.open()) {
      return scope.keep(hidden(Tensors.of(ids, ids.length).to(device()), tape));
    }
  }

  private Tensor hidden(Tensor ids, Tape tape) {
    Tensor h;
    try (Scope scope = Scope.open()) {
      h = embedding.forward(ids, tape).to(dtype()).retain();
    }
    for (Layer layer : layers()) {
      h = inPlaceOf(h, x -> layer.forward(x, tape));
    }
    return h.release();
  }

  /** Pulls the gradient of {@link #hidden} back through all blocks to the trainable parameters. */
  public void backward(Tensor dHidden, Tape tape) {
    List<Layer> layers = layers();
    Tensor dh = dHidden.retain();
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      dh = inPlaceOf(dh, dy -> layer.backward(dy, tape));
    }
    try (Scope scope = Scope.open()) {
      embedding.backward(dh.release(), tape);
    }
  }

  /**
   * The retained result of a step, whose retained input is let go: no layer's outlives the next.
   */
  private static Tensor inPlaceOf(Tensor input, UnaryOperator<Tensor> step) {
    try (Scope scope = Scope.open()) {
      return step.apply(input).retain();
    } finally {
      input.close();
    }
  }

  private List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    for (Block block : blocks) {
      layers.add(recompute ? new Recompute(block) : block);
    }
    return layers;
  }

  /** Logits [N, V] of every token, in the model's type; nothing is kept for a backward pass. */
  public Tensor logits(Tokens tokens) {
    try (Scope scope = Scope.open()) {
      Tape tape = inferenceTape(tokens.sequences());
      return scope.keep(logitsOf(hidden(tokens.ids(), tape), tape));
    }
  }

  private Tensor logitsOf(Tensor hidden, Tape tape) {
    return head.forward(norm.forward(hidden, tape), tape);
  }

  /** Angles for texts that follow prompts; see {@link Positions}. */
  Positions positions(Sequences prompts, int texts, int limit) {
    return new Positions(rope, prompts, texts, limit, dtype(), device());
  }

  /** Reads prompts into a fresh cache; returns the logits [B, V] that follow each prompt. */
  Tensor prefill(Tokens prompts, KvCache cache) {
    try (Scope scope = Scope.open()) {
      Sequences sequences = prompts.sequences();
      Tape tape = Tape.silent(pass(sequences, sequences.positions(), cache, Tape.NO_DROPOUT));
      Tensor hidden = hidden(prompts.ids(), tape);
      long[] last = new long[sequences.count()];
      for (int i = 0; i < last.length; i++) {
        last[i] = sequences.start(i) + sequences.length(i) - 1L;
      }
      Tensor rows =
          org.dora4j.torch.Ops.indexSelect(hidden, 0, Tensors.of(last, last.length).to(device()));
      return scope.keep(logitsOf(rows, tape));
    }
  }

  /**
   * Reads one token per text; returns the logits that follow. Never waits for a GPU.
   *
   * @param ids I64 [N] on the model's device
   * @return [N, V]
   */
  Tensor decode(Tensor ids, KvCache cache) {
    try (Scope scope = Scope.open()) {
      cache.advance();
      // A token each: attention goes through the cache and needs no offsets.
      Packing packing = new Packing(Sequences.ones(cache.texts()), null, false);
      Tape tape =
          Tape.silent(new Tape.Pass(packing, cache.angles(), cache, Tape.NO_DROPOUT, false));
      return scope.keep(logitsOf(hidden(ids, tape), tape));
    }
  }

  @Override
  public void close() {
    Collection<Parameter> all = parameters.values();
    all.forEach(Parameter::close);
    parameters.clear();
  }
}
