package org.dora4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.Method;
import org.dora4j.model.Parameter;
import org.dora4j.train.config.AdapterSettings;

/** An adapter's parameters are trained; the model's own stay as they are. */
public final class AdapterTrainable implements Trainable {
  private final AttachedAdapter adapter;
  private final String baseModel;

  /**
   * @param baseModel name or path of the base model, for whoever loads the adapter
   */
  public AdapterTrainable(AttachedAdapter adapter, String baseModel) {
    this.adapter = adapter;
    this.baseModel = baseModel;
  }

  /**
   * Attaches the adapter that the settings describe, or the one that they continue from.
   *
   * @param seed of a new adapter's first values
   * @throws IllegalArgumentException if the settings do not fit the model
   * @throws org.dora4j.model.file.ModelFileException if the adapter to continue from is not sound
   */
  public static AdapterTrainable attach(LoadedModel model, AdapterSettings settings, long seed) {
    AttachedAdapter adapter =
        settings.adapter() == null
            ? Adapters.attach(model.transformer(), AdapterOptions.of(settings), seed)
            : AttachedAdapter.load(model.transformer(), settings.adapter());
    return new AdapterTrainable(adapter, model.reference());
  }

  /** What the user should know, a sentence each. */
  public List<String> warnings() {
    return adapter.warnings();
  }

  /** The adapter itself. */
  AttachedAdapter adapter() {
    return adapter;
  }

  /** What the adapter learns about each weight. */
  public Method method() {
    return adapter.config().method();
  }

  @Override
  public Map<String, Parameter> parameters() {
    return adapter.parameters();
  }

  @Override
  public long allCount() {
    return adapter.count().all();
  }

  @Override
  public boolean isMagnitude(String name) {
    return AttachedAdapter.isMagnitude(name);
  }

  @Override
  public void refresh(long step) {
    adapter.refresh(step);
  }

  @Override
  public void save(Path folder) {
    adapter.save(folder, baseModel);
  }

  @Override
  public void close() {
    adapter.close();
  }
}
