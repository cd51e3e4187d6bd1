package org.dora4j.train;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.Parameter;

/** Full fine-tuning: every tensor of the model is trained. */
public final class FullTrainable implements Trainable {
  private final LoadedModel model;

  public FullTrainable(LoadedModel model) {
    this.model = model;
  }

  @Override
  public Map<String, Parameter> parameters() {
    return model.transformer().parameters();
  }

  @Override
  public long allCount() {
    return model.transformer().parameterCount();
  }

  @Override
  public boolean isMagnitude(String name) {
    return false;
  }

  /** Nothing is derived from the weights. */
  @Override
  public void refresh(long step) {}

  /** Weights in the type that the model computes in, and the tokenizer beside them. */
  @Override
  public void save(Path folder) {
    model.save(folder, model.transformer().dtype());
  }

  /** The model belongs to the caller. */
  @Override
  public void close() {}
}
