package org.dora4j.cli.options;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;
import org.dora4j.model.WeightForm;
import org.dora4j.train.LoadedModel;
import org.jspecify.annotations.Nullable;

/** A model with the adapter that a command puts on it, for as long as the command runs. */
public final class OpenModel implements AutoCloseable {
  private final LoadedModel loaded;
  private final @Nullable AttachedAdapter adapter;

  private OpenModel(LoadedModel loaded, @Nullable AttachedAdapter adapter) {
    this.loaded = loaded;
    this.adapter = adapter;
  }

  /**
   * Opens a model and puts an adapter on it.
   *
   * @param reference folder, GGUF file, or name on the Hub
   * @param adapter folder of the adapter, or null for none
   * @param form how the model's weights are kept
   */
  public static OpenModel open(
      String reference, @Nullable Path adapter, WeightForm form, Terminal terminal) {
    LoadedModel loaded = LoadedModel.open(reference, form, new DownloadLine(terminal));
    if (adapter == null) {
      return new OpenModel(loaded, null);
    }
    try {
      AttachedAdapter attached = AttachedAdapter.load(loaded.transformer(), adapter);
      attached.warnings().forEach(terminal::warn);
      TrainedBase.warning(adapter, form.quantisation()).ifPresent(terminal::warn);
      return new OpenModel(loaded, attached);
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  public LoadedModel loaded() {
    return loaded;
  }

  public Transformer transformer() {
    return loaded.transformer();
  }

  public Tokenizer tokenizer() {
    return loaded.tokenizer();
  }

  /** The adapter, or null where none was asked for. */
  public @Nullable AttachedAdapter adapter() {
    return adapter;
  }

  /**
   * Writes the adapter, if there is one, into the model's weights for good, in their type: faster
   * from then on, and what the paper's own evaluation does.
   */
  public void merge() {
    if (adapter != null) {
      adapter.mergeAndDetach();
    }
  }

  /** Tokens that end a text: those of the model's configuration and of its tokenizer. */
  public Set<Integer> ends() {
    Set<Integer> ends = new HashSet<>(transformer().config().eosIds());
    for (int id : tokenizer().stopIds()) {
      ends.add(id);
    }
    return ends;
  }

  @Override
  public void close() {
    if (adapter != null) {
      adapter.close();
    }
    loaded.close();
  }
}
