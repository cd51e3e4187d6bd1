package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dora4j.model.config.ModelConfig;

/**
 * The modules of a Llama model by name, as transformers names them, without any weights.
 *
 * @param modules parents before their children, in the order of computation
 * @param tiedHead whether the head's weight is the embedding's
 */
record ModuleTree(List<Module> modules, boolean tiedHead) {

  static final String EMBEDDING = "model.embed_tokens";
  static final String HEAD = "lm_head";

  /** What a module is. */
  enum Kind {
    LINEAR,
    EMBEDDING,
    NORM,
    /** A module made of modules. */
    CONTAINER,
    /** A function without weights. */
    FUNCTION
  }

  /**
   * One module.
   *
   * @param outputs rows of the weight: outputs of a linear layer, tokens of an embedding
   * @param inputs columns of the weight; 1 for a norm
   * @param hasBias whether there is a bias [outputs]
   */
  record Module(String name, Kind kind, long outputs, long inputs, boolean hasBias) {

    /** The last part of the path. */
    String leaf() {
      return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether an adapter can be attached. */
    boolean isAdaptable() {
      return kind == Kind.LINEAR || kind == Kind.EMBEDDING;
    }

    boolean hasWeights() {
      return isAdaptable() || kind == Kind.NORM;
    }

    /** Whether this is {@code parent} or lies in it. */
    boolean isWithin(String parent) {
      return name.equals(parent) || name.startsWith(parent + ".");
    }

    /** Number of weights. */
    long count() {
      return hasWeights() ? outputs * inputs + (hasBias ? outputs : 0) : 0;
    }
  }

  static ModuleTree of(ModelConfig config) {
    List<Module> all = new ArrayList<>();
    all.add(parent("model"));
    all.add(
        new Module(EMBEDDING, Kind.EMBEDDING, config.vocabularySize(), config.hiddenSize(), false));
    all.add(parent("model.layers"));
    for (int i = 0; i < config.layers(); i++) {
      addBlock(all, "model.layers." + i, config);
    }
    all.add(norm("model.norm", config));
    all.add(new Module(HEAD, Kind.LINEAR, config.vocabularySize(), config.hiddenSize(), false));
    return new ModuleTree(List.copyOf(all), config.tiedEmbeddings());
  }

  private static void addBlock(List<Module> all, String path, ModelConfig config) {
    long hidden = config.hiddenSize();
    long inner = config.intermediateSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    boolean bias = config.attentionBias();
    all.add(parent(path));
    String attention = path + ".self_attn";
    all.add(parent(attention));
    all.add(new Module(attention + ".q_proj", Kind.LINEAR, queries, hidden, bias));
    all.add(new Module(attention + ".k_proj", Kind.LINEAR, keys, hidden, bias));
    all.add(new Module(attention + ".v_proj", Kind.LINEAR, keys, hidden, bias));
    all.add(new Module(attention + ".o_proj", Kind.LINEAR, hidden, queries, bias));
    String mlp = path + ".mlp";
    all.add(parent(mlp));
    all.add(new Module(mlp + ".gate_proj", Kind.LINEAR, inner, hidden, config.mlpBias()));
    all.add(new Module(mlp + ".up_proj", Kind.LINEAR, inner, hidden, config.mlpBias()));
    all.add(new Module(mlp + ".down_proj", Kind.LINEAR, hidden, inner, config.mlpBias()));
    all.add(new Module(mlp + ".act_fn", Kind.FUNCTION, 0, 0, false));
    all.add(norm(path + ".input_layernorm", config));
    all.add(norm(path + ".post_attention_layernorm", config));
  }

  private static Module parent(String name) {
    return new Module(name, Kind.CONTAINER, 0, 0, false);
  }

  private static Module norm(String name, ModelConfig config) {
    return new Module(name, Kind.NORM, config.hiddenSize(), 1, false);
  }

  Optional<Module> find(String name) {
    return modules.stream().filter(m -> m.name().equals(name)).findFirst();
  }

  Module get(String name) {
    return find(name).orElseThrow();
  }

  /** Number of weights of the model, a tied head counted once. */
  long count() {
    long all = modules.stream().mapToLong(Module::count).sum();
    return tiedHead ? all - get(HEAD).count() : all;
  }
}
