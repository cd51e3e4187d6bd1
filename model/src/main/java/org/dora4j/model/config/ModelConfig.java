package org.dora4j.model.config;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.dora4j.torch.DType;

/**
 * Shape and switches of a Llama-family model.
 *
 * @param vocabularySize rows of the embedding and of the head
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of the gated MLP
 * @param layers number of blocks
 * @param heads query heads
 * @param keyValueHeads key and value heads; divides {@code heads}
 * @param headDim width of a head, even; hiddenSize / heads unless the model says otherwise
 * @param rmsNormEps ε of every norm
 * @param tiedEmbeddings whether the head's weight is the embedding's
 * @param attentionBias whether q, k, v and o have a bias
 * @param mlpBias whether gate, up and down have a bias
 * @param rope rotary position embedding
 * @param maxPositions longest sequence the model was made for
 * @param bosId token that begins a text, where there is one
 * @param eosIds tokens that end generation
 * @param dtype type of the stored weights; F32 where they are quantised
 */
public record ModelConfig(
    int vocabularySize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    double rmsNormEps,
    boolean tiedEmbeddings,
    boolean attentionBias,
    boolean mlpBias,
    RopeConfig rope,
    int maxPositions,
    OptionalInt bosId,
    List<Integer> eosIds,
    DType dtype) {

  /** Checks that the numbers fit together; messages name the keys of config.json. */
  public ModelConfig {
    eosIds = List.copyOf(eosIds);
    positive("vocab_size", vocabularySize);
    positive("hidden_size", hiddenSize);
    positive("intermediate_size", intermediateSize);
    positive("num_hidden_layers", layers);
    positive("num_attention_heads", heads);
    positive("num_key_value_heads", keyValueHeads);
    positive("head_dim", headDim);
    positive("max_position_embeddings", maxPositions);
    if (heads % keyValueHeads != 0) {
      throw new IllegalArgumentException(
          "num_attention_heads (%d) is not a multiple of num_key_value_heads (%d)"
              .formatted(heads, keyValueHeads));
    }
    if (headDim % 2 != 0) {
      throw new IllegalArgumentException(
          "head_dim must be even for rotary embeddings but is " + headDim);
    }
    if (!(rmsNormEps > 0) || Double.isInfinite(rmsNormEps)) {
      throw new IllegalArgumentException("rms_norm_eps must be above 0 but is " + rmsNormEps);
    }
    if (!dtype.isFloating()) {
      throw new IllegalArgumentException("the weights' dtype cannot be " + dtype);
    }
  }

  /**
   * Reads a config.json as transformers 4 or 5 writes it.
   *
   * @throws org.dora4j.model.file.ModelFileException if the file is missing, is not JSON, is of
   *     another family than Llama, or has a value that no Llama model can have
   */
  public static ModelConfig parse(Path configJson) {
    return ConfigJson.parse(configJson);
  }

  /** The text of a config.json that transformers 4 and 5 load as LlamaForCausalLM. */
  public String toJson() {
    return ConfigJson.write(this);
  }

  /** The same model with its weights stored in another type. */
  public ModelConfig withDtype(DType stored) {
    return new ModelConfig(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headDim,
        rmsNormEps,
        tiedEmbeddings,
        attentionBias,
        mlpBias,
        rope,
        maxPositions,
        bosId,
        eosIds,
        stored);
  }

  /** The same model with other tokens that end generation. */
  public ModelConfig withEosIds(List<Integer> ids) {
    return new ModelConfig(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headDim,
        rmsNormEps,
        tiedEmbeddings,
        attentionBias,
        mlpBias,
        rope,
        maxPositions,
        bosId,
        ids,
        dtype);
  }

  /** The same model with the head's weight shared with the embedding, or of its own. */
  public ModelConfig withTiedEmbeddings(boolean tied) {
    return new ModelConfig(
        vocabularySize,
        hiddenSize,
        intermediateSize,
        layers,
        heads,
        keyValueHeads,
        headDim,
        rmsNormEps,
        tied,
        attentionBias,
        mlpBias,
        rope,
        maxPositions,
        bosId,
        eosIds,
        dtype);
  }

  private static void positive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1 but is %d".formatted(key, value));
    }
  }
}
