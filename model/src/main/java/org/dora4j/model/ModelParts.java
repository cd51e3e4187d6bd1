package org.dora4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/** Builds the modules of a Llama model from its tensors, under the names of Hugging Face files. */
final class ModelParts {

  private final ModelConfig config;
  private final BiFunction<String, long[], Weight> tensors;
  private final Map<String, Parameter> parameters;
  private final Map<String, Linear> linears = new LinkedHashMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final Embedding embedding;
  private final RmsNorm norm;
  private final Linear head;

  /**
   * Where a tensor cannot be had, those before it are released.
   *
   * @param tensors gives the weight of a name and shape in the model's type and on its device
   */
  static ModelParts of(ModelConfig config, BiFunction<String, long[], Weight> tensors) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    try {
      return new ModelParts(config, tensors, parameters);
    } catch (RuntimeException | Error e) {
      parameters.values().forEach(Parameter::close);
      throw e;
    }
  }

  private ModelParts(
      ModelConfig config,
      BiFunction<String, long[], Weight> tensors,
      Map<String, Parameter> parameters) {
    this.config = config;
    this.tensors = tensors;
    this.parameters = parameters;
    long vocabulary = config.vocabularySize();
    long hidden = config.hiddenSize();
    this.embedding =
        new Embedding(
            "model.embed_tokens", parameter("model.embed_tokens.weight", vocabulary, hidden));
    for (int i = 0; i < config.layers(); i++) {
      blocks.add(block(i));
    }
    this.norm = norm("model.norm");
    this.head =
        config.tiedEmbeddings()
            ? new Linear("lm_head", embedding.weight(), null)
            : new Linear("lm_head", parameter("lm_head.weight", vocabulary, hidden), null);
    linears.put("lm_head", head);
  }

  Embedding embedding() {
    return embedding;
  }

  List<Block> blocks() {
    return blocks;
  }

  RmsNorm norm() {
    return norm;
  }

  Linear head() {
    return head;
  }

  Map<String, Linear> linears() {
    return linears;
  }

  Map<String, Parameter> parameters() {
    return parameters;
  }

  private Block block(int index) {
    String path = "model.layers." + index;
    RmsNorm attentionNorm = norm(path + ".input_layernorm");
    Attention attention = attention(path + ".self_attn", index);
    RmsNorm mlpNorm = norm(path + ".post_attention_layernorm");
    return new Block(attentionNorm, attention, mlpNorm, mlp(path + ".mlp"));
  }

  private Attention attention(String path, int index) {
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    boolean bias = config.attentionBias();
    return new Attention(
        linear(path + ".q_proj", queries, config.hiddenSize(), bias),
        linear(path + ".k_proj", keys, config.hiddenSize(), bias),
        linear(path + ".v_proj", keys, config.hiddenSize(), bias),
        linear(path + ".o_proj", config.hiddenSize(), queries, bias),
        index,
        config.headDim());
  }

  private Mlp mlp(String path) {
    boolean bias = config.mlpBias();
    return new Mlp(
        linear(path + ".gate_proj", config.intermediateSize(), config.hiddenSize(), bias),
        linear(path + ".up_proj", config.intermediateSize(), config.hiddenSize(), bias),
        linear(path + ".down_proj", config.hiddenSize(), config.intermediateSize(), bias));
  }

  private Linear linear(String path, long outputs, long inputs, boolean hasBias) {
    @Nullable Parameter bias = hasBias ? parameter(path + ".bias", outputs) : null;
    Linear linear = new Linear(path, parameter(path + ".weight", outputs, inputs), bias);
    linears.put(path, linear);
    return linear;
  }

  private RmsNorm norm(String path) {
    return new RmsNorm(parameter(path + ".weight", config.hiddenSize()), config.rmsNormEps());
  }

  private Parameter parameter(String name, long... shape) {
    try (Scope scope = Scope.open()) {
      Parameter parameter = new Parameter(name, tensors.apply(name, shape));
      parameters.put(name, parameter);
      return parameter;
    }
  }
}
