package org.dora4j.model.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dora4j.model.file.JsonFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.DType;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** config.json, read in the forms of transformers 4 and 5 and written in one that both load. */
final class ConfigJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final double DEFAULT_THETA = 10_000;
  private static final double DEFAULT_EPS = 1e-6;
  private static final int DEFAULT_POSITIONS = 2048;
  private static final int DEFAULT_BOS = 1;
  private static final int DEFAULT_EOS = 2;

  private ConfigJson() {}

  static ModelConfig parse(Path file) {
    JsonFile json = JsonFile.read(file);
    requireLlama(file, json);
    int heads = json.requiredInteger("num_attention_heads");
    int hidden = json.requiredInteger("hidden_size");
    int positions = json.integer("max_position_embeddings").orElse(DEFAULT_POSITIONS);
    try {
      return new ModelConfig(
          json.requiredInteger("vocab_size"),
          hidden,
          json.requiredInteger("intermediate_size"),
          json.requiredInteger("num_hidden_layers"),
          heads,
          json.integer("num_key_value_heads").orElse(heads),
          headDim(json, hidden, heads),
          json.number("rms_norm_eps", DEFAULT_EPS),
          json.flag("tie_word_embeddings", false),
          json.flag("attention_bias", false),
          json.flag("mlp_bias", false),
          rope(json, positions),
          positions,
          bos(json),
          json.mentions("eos_token_id") ? json.integers("eos_token_id") : List.of(DEFAULT_EOS),
          dtype(json));
    } catch (IllegalArgumentException e) {
      throw new ModelFileException("%s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static void requireLlama(Path file, JsonFile json) {
    String type = json.text("model_type").orElse("");
    if (!type.equals("llama")) {
      throw new ModelFileException(
          "%s: model_type is \"%s\"; dora4j reads models of the type \"llama\"."
              .formatted(file, type));
    }
    String activation = json.text("hidden_act").orElse("silu");
    if (!activation.equals("silu") && !activation.equals("swish")) {
      throw new ModelFileException(
          "%s: hidden_act is \"%s\"; Llama models use \"silu\".".formatted(file, activation));
    }
    if (json.has("quantization_config")) {
      throw new ModelFileException(
          "%s: the weights are quantised (quantization_config); use the model's fp16 or bf16 weights, or a GGUF file."
              .formatted(file));
    }
  }

  private static int headDim(JsonFile json, int hidden, int heads) {
    OptionalInt stated = json.integer("head_dim");
    if (stated.isPresent()) {
      return stated.getAsInt();
    }
    if (heads < 1 || hidden % heads != 0) {
      throw new IllegalArgumentException(
          "hidden_size (%d) is not a multiple of num_attention_heads (%d)"
              .formatted(hidden, heads));
    }
    return hidden / heads;
  }

  private static OptionalInt bos(JsonFile json) {
    if (!json.mentions("bos_token_id")) {
      return OptionalInt.of(DEFAULT_BOS);
    }
    List<Integer> ids = json.integers("bos_token_id");
    return ids.isEmpty() ? OptionalInt.empty() : OptionalInt.of(ids.get(0));
  }

  private static DType dtype(JsonFile json) {
    Optional<String> name = json.text("dtype").or(() -> json.text("torch_dtype"));
    return DType.parse(name.map(text -> text.replace("torch.", "")).orElse("float32"));
  }

  /** transformers 5 keeps θ among rope_parameters; version 4 beside rope_scaling. */
  private static RopeConfig rope(JsonFile json, int positions) {
    Optional<JsonFile> scaling =
        json.object("rope_scaling").or(() -> json.object("rope_parameters"));
    double outer = json.number("rope_theta", DEFAULT_THETA);
    double fraction = json.number("partial_rotary_factor", 1);
    if (scaling.isEmpty()) {
      requireWhole(fraction);
      return RopeConfig.of(outer);
    }
    JsonFile rope = scaling.get();
    requireWhole(rope.number("partial_rotary_factor", fraction));
    double theta = rope.number("rope_theta", outer);
    String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
    return switch (type) {
      case "default" -> RopeConfig.of(theta);
      case "linear" -> RopeConfig.linear(theta, rope.requiredNumber("factor"));
      case "llama3" ->
          new RopeConfig(
              RopeConfig.Type.LLAMA3,
              theta,
              rope.requiredNumber("factor"),
              rope.requiredNumber("low_freq_factor"),
              rope.requiredNumber("high_freq_factor"),
              rope.integer("original_max_position_embeddings")
                  .orElseGet(
                      () -> json.integer("original_max_position_embeddings").orElse(positions)));
      default ->
          throw new IllegalArgumentException(
              "RoPE type \"%s\" is not supported; dora4j reads default, linear and llama3"
                  .formatted(type));
    };
  }

  private static void requireWhole(double fraction) {
    if (fraction != 1) {
      throw new IllegalArgumentException(
          "partial_rotary_factor is %s; Llama models rotate whole heads".formatted(fraction));
    }
  }

  static String write(ModelConfig config) {
    ObjectNode json = JSON.createObjectNode();
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("attention_bias", config.attentionBias());
    writeSpecialIds(json, config);
    json.put("head_dim", config.headDim());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("intermediate_size", config.intermediateSize());
    json.put("max_position_embeddings", config.maxPositions());
    json.put("mlp_bias", config.mlpBias());
    json.put("model_type", "llama");
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.keyValueHeads());
    json.put("rms_norm_eps", config.rmsNormEps());
    writeRope(json, config.rope());
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("torch_dtype", name(config.dtype()));
    json.put("vocab_size", config.vocabularySize());
    return JSON.writeValueAsString(json) + "\n";
  }

  /** Null where there is none: transformers would take 1 and 2 for missing keys. */
  static void writeSpecialIds(ObjectNode json, ModelConfig config) {
    if (config.bosId().isPresent()) {
      json.put("bos_token_id", config.bosId().getAsInt());
    } else {
      json.putNull("bos_token_id");
    }
    if (config.eosIds().size() == 1) {
      json.put("eos_token_id", config.eosIds().get(0));
    } else if (config.eosIds().isEmpty()) {
      json.putNull("eos_token_id");
    } else {
      config.eosIds().forEach(json.putArray("eos_token_id")::add);
    }
  }

  /** Version 4's form, which version 5 reads too. */
  private static void writeRope(ObjectNode json, RopeConfig rope) {
    if (rope.type() == RopeConfig.Type.DEFAULT) {
      json.putNull("rope_scaling");
    } else {
      ObjectNode scaling = json.putObject("rope_scaling");
      scaling.put("factor", rope.factor());
      if (rope.type() == RopeConfig.Type.LLAMA3) {
        scaling.put("high_freq_factor", rope.highFrequencyFactor());
        scaling.put("low_freq_factor", rope.lowFrequencyFactor());
        scaling.put("original_max_position_embeddings", rope.originalMaxPositions());
        scaling.put("rope_type", "llama3");
      } else {
        scaling.put("rope_type", "linear");
      }
    }
    json.put("rope_theta", rope.theta());
  }

  private static String name(DType dtype) {
    return switch (dtype) {
      case F64 -> "float64";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> "float32";
    };
  }
}
