package org.dora4j.model.meta;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.DraftFolder;
import org.dora4j.model.file.RopeLayout;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.torchfile.TorchFileWriter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** Writes a model in Meta's layout. */
public final class MetaWriter {
  /** The file of weights. */
  public static final String WEIGHTS = MetaFolder.WEIGHTS;

  /** The file of the model's shape. */
  public static final String PARAMS = MetaFolder.PARAMS;

  private MetaWriter() {}

  /**
   * Writes consolidated.00.pth and params.json into a draft. Llama always has a head of its own
   * name there; a tied one shares the embedding's memory in the file too.
   *
   * @param weights exactly the tensors of the model, in the types to store
   * @throws org.dora4j.model.file.ModelFileException if the model has something that Meta's code
   *     has no switch for, or a file cannot be written
   */
  public static void write(DraftFolder draft, ModelConfig config, WeightSource weights) {
    String params = MetaParams.write(config);
    TorchFileWriter.write(
        draft.resolve(WEIGHTS),
        new InMetaLayout(config, weights),
        config.tiedEmbeddings() ? Map.of(MetaNames.EMBEDDING, MetaNames.HEAD) : Map.of());
    draft.text(PARAMS, params);
  }

  /** Tensors under Meta's names, q and k in pairs. */
  private static final class InMetaLayout implements WeightSource {
    private final ModelConfig config;
    private final WeightSource source;
    private final Map<String, String> sources = new LinkedHashMap<>();

    InMetaLayout(ModelConfig config, WeightSource source) {
      this.config = config;
      this.source = source;
      source.names().forEach(name -> sources.put(MetaNames.meta(name), name));
    }

    @Override
    public Set<String> names() {
      return sources.keySet();
    }

    @Override
    public long[] shape(String name) {
      return source.shape(huggingFace(name));
    }

    @Override
    public DType dtype(String name) {
      return source.dtype(huggingFace(name));
    }

    @Override
    public Tensor tensor(String name) {
      String theirs = huggingFace(name);
      try (Scope scope = Scope.open()) {
        Tensor tensor = source.tensor(theirs);
        if (theirs.endsWith(".q_proj.weight")) {
          tensor = RopeLayout.toPairs(tensor, config.heads());
        } else if (theirs.endsWith(".k_proj.weight")) {
          tensor = RopeLayout.toPairs(tensor, config.keyValueHeads());
        }
        return scope.keep(tensor);
      }
    }

    @Override
    public void done(String name) {
      source.done(huggingFace(name));
    }

    private String huggingFace(String name) {
      return String.valueOf(sources.get(name));
    }

    /** The source belongs to the caller. */
    @Override
    public void close() {}
  }
}
