package org.dora4j.serve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.adapter.NamedAdapters;
import org.dora4j.train.LoadedModel;

/** A model and its adapters, each under a name. Only one thread may use it at a time. */
public final class ServedModel implements AutoCloseable {
  private final LoadedModel loaded;
  private final String name;
  private final NamedAdapters adapters;
  private final TextWriter writer;
  private final List<String> warnings = new ArrayList<>();

  /**
   * Loads adapters onto a model.
   *
   * @param loaded stays the caller's, and is open longer than this
   * @param name of the model without an adapter
   * @param folders adapters by name
   * @throws org.dora4j.model.file.ModelFileException if an adapter is not sound or does not fit
   * @throws IllegalArgumentException if an adapter has the model's name
   */
  public ServedModel(LoadedModel loaded, String name, Map<String, Path> folders) {
    this.loaded = loaded;
    this.name = name;
    this.adapters = new NamedAdapters(loaded.transformer());
    this.writer = new TextWriter(loaded.transformer(), loaded.tokenizer());
    if (folders.containsKey(name)) {
      throw new IllegalArgumentException(
          "The model and an adapter are both named \"%s\"; give the adapter another name."
              .formatted(name));
    }
    try {
      folders.forEach(this::load);
    } catch (RuntimeException e) {
      adapters.close();
      throw e;
    }
  }

  private void load(String adapter, Path folder) {
    AttachedAdapter attached = adapters.load(adapter, folder);
    attached.warnings().forEach(warning -> warnings.add(adapter + ": " + warning));
  }

  /** What the user should know about the adapters, a sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The adapters' names and the model's, in this order: the first is the usual one. */
  public List<String> names() {
    List<String> names = new ArrayList<>(adapters.names());
    names.add(name);
    return names;
  }

  LoadedModel loaded() {
    return loaded;
  }

  /** Lets the base model or an adapter write. */
  WrittenText write(String who, int[] prompt, WritingSettings settings, Predicate<String> out) {
    Optional<String> adapter = who.equals(name) ? Optional.empty() : Optional.of(who);
    if (!adapters.enabled().equals(adapter)) {
      adapter.ifPresentOrElse(adapters::switchTo, adapters::disable);
    }
    return writer.write(prompt, settings, out);
  }

  /** Detaches the adapters. */
  @Override
  public void close() {
    adapters.close();
  }
}
