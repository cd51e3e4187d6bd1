package org.dora4j.model.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.WeightSource;

/**
 * An opened model.
 *
 * @param config its shape and switches
 * @param weights its tensors, complete and of the shapes that {@code config} asks for
 * @param location the folder, or the GGUF file
 * @param ggufMetadata keys and values of a GGUF file, from which its tokenizer can be made
 */
public record ModelFiles(
    ModelConfig config,
    WeightSource weights,
    Path location,
    Optional<Map<String, Object>> ggufMetadata)
    implements AutoCloseable {

  @Override
  public void close() {
    weights.close();
  }
}
