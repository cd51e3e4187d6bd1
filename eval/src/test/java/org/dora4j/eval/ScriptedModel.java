package org.dora4j.eval;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.dora4j.data.Tokenizer;
import org.dora4j.data.TokenizerConfig;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model over single characters that writes a given word after every space: its blocks add
 * nothing, its embedding is the identity and its head says which character follows which.
 */
final class ScriptedModel implements AutoCloseable {
  private static final int EOS = 0;
  private static final String CHARACTERS =
      " \nabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;?!/#_-'\"";

  final Tokenizer tokenizer = Tokenizer.of(tokenizerJson(), config());
  final Transformer model;

  /**
   * @param word without repeated characters
   */
  ScriptedModel(String word) {
    int size = CHARACTERS.length() + 1;
    ModelConfig config =
        new ModelConfig(
            size,
            size + size % 2,
            8,
            1,
            1,
            1,
            8,
            1e-6,
            false,
            false,
            false,
            RopeConfig.of(10_000),
            512,
            OptionalInt.empty(),
            List.of(EOS),
            DType.F32);
    model = TransformerLoader.random(config, 1, DType.F32, Device.CPU);
    try (Scope scope = Scope.open()) {
      value("model.layers.0.self_attn.o_proj.weight").zero_();
      value("model.layers.0.mlp.down_proj.weight").zero_();
      Tensor embedding = value("model.embed_tokens.weight").zero_();
      for (int id = 0; id < size; id++) {
        embedding.select(0, id).narrow(0, id, 1).fill_(1);
      }
      Tensor head = value("lm_head.weight").zero_();
      String script = " " + word;
      for (int i = 0; i < script.length(); i++) {
        int next = i + 1 < script.length() ? id(script.charAt(i + 1)) : EOS;
        head.select(0, next).narrow(0, id(script.charAt(i)), 1).fill_(1);
      }
    }
  }

  private Tensor value(String name) {
    return Objects.requireNonNull(model.parameters().get(name)).value();
  }

  private static int id(char character) {
    return CHARACTERS.indexOf(character) + 1;
  }

  private static TokenizerConfig config() {
    return new TokenizerConfig(null, "<end>", null, null, false, false, null);
  }

  private static String tokenizerJson() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode().put("version", "1.0");
    json.putArray("added_tokens")
        .addObject()
        .put("id", EOS)
        .put("content", "<end>")
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
    ObjectNode bytes = json.putObject("pre_tokenizer").put("type", "ByteLevel");
    bytes.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
    json.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode bpe = json.putObject("model").put("type", "BPE");
    ObjectNode vocabulary = bpe.putObject("vocab").put("<end>", EOS);
    for (char character : CHARACTERS.toCharArray()) {
      String spelled = character == ' ' ? "Ġ" : character == '\n' ? "Ċ" : "" + character;
      vocabulary.put(spelled, id(character));
    }
    bpe.putArray("merges");
    return mapper.writeValueAsString(json);
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
