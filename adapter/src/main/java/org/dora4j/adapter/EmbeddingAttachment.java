package org.dora4j.adapter;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dora4j.model.Embedding;
import org.dora4j.model.Parameter;
import org.dora4j.torch.Tensor;

/** An {@link AdaptedEmbedding} in the place of a table. */
final class EmbeddingAttachment implements Attachment {

  private final Embedding embedding;
  private final AdaptedEmbedding layer;
  private final BaseWeight weight;
  private final String weightKey;
  private final boolean savesWeight;

  /**
   * @param weightKey key under which a file may hold the base table too
   * @param savesWeight whether it is written there
   */
  EmbeddingAttachment(
      Embedding embedding,
      AdaptedEmbedding layer,
      BaseWeight weight,
      String weightKey,
      boolean savesWeight) {
    this.embedding = embedding;
    this.layer = layer;
    this.weight = weight;
    this.weightKey = weightKey;
    this.savesWeight = savesWeight;
  }

  @Override
  public List<Parameter> parameters() {
    return layer.parameters();
  }

  @Override
  public Map<String, Tensor> extras() {
    return savesWeight ? readable() : Map.of();
  }

  @Override
  public Map<String, Tensor> readable() {
    return Map.of(weightKey, weight.value());
  }

  @Override
  public void takeExtra(String key, Tensor tensor, Consumer<String> warnings) {
    weight.take(key, tensor, warnings);
    layer.refresh(0);
  }

  @Override
  public void enable() {
    weight.enable();
    embedding.replaceBy(layer);
  }

  @Override
  public void disable() {
    embedding.replaceBy(null);
    weight.disable();
  }

  @Override
  public void refresh(long step) {
    layer.refresh(step);
  }

  @Override
  public List<Merged> merged() {
    return List.of(new Merged(embedding.weight(), layer.mergedWeight()));
  }

  @Override
  public void close() {
    parameters().forEach(Parameter::close);
    layer.close();
    weight.close();
  }
}
