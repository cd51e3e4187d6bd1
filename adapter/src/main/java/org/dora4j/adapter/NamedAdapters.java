package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dora4j.model.Transformer;

/** Several adapters on one model, of which at most one is enabled. */
public final class NamedAdapters implements AutoCloseable {

  private final Transformer model;
  private final Map<String, AttachedAdapter> adapters = new LinkedHashMap<>();

  public NamedAdapters(Transformer model) {
    this.model = model;
  }

  /** Attaches a new adapter under a name and switches to it; see {@link Adapters#attach}. */
  public AttachedAdapter attach(String name, AdapterConfig config, long seed) {
    return add(name, () -> Adapters.attach(model, config, seed));
  }

  /** Loads an adapter under a name and switches to it; see {@link AttachedAdapter#load}. */
  public AttachedAdapter load(String name, Path folder) {
    return add(name, () -> AttachedAdapter.load(model, folder));
  }

  private AttachedAdapter add(String name, Supplier<AttachedAdapter> made) {
    if (adapters.containsKey(name)) {
      throw new IllegalArgumentException(
          "There is an adapter \"%s\" already; detach it first or choose another name."
              .formatted(name));
    }
    Optional<String> before = enabled();
    disable();
    try {
      AttachedAdapter adapter = made.get();
      adapters.put(name, adapter);
      return adapter;
    } catch (RuntimeException e) {
      before.ifPresent(this::switchTo);
      throw e;
    }
  }

  /**
   * Enables one adapter and disables the others.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public void switchTo(String name) {
    AttachedAdapter adapter = get(name);
    disable();
    adapter.enable();
  }

  /** Disables all adapters: the model computes as without any. */
  public void disable() {
    adapters.values().forEach(AttachedAdapter::disable);
  }

  /** Removes one adapter. */
  public void detach(String name) {
    get(name).detach();
    adapters.remove(name);
  }

  public AttachedAdapter get(String name) {
    AttachedAdapter adapter = adapters.get(name);
    if (adapter == null) {
      throw new IllegalArgumentException(
          "There is no adapter \"%s\"; the names are %s.".formatted(name, adapters.keySet()));
    }
    return adapter;
  }

  /** Name of the enabled adapter, if any. */
  public Optional<String> enabled() {
    return adapters.entrySet().stream()
        .filter(entry -> entry.getValue().isEnabled())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(adapters.keySet());
  }

  /** Detaches all adapters. */
  @Override
  public void close() {
    adapters.values().forEach(AttachedAdapter::close);
    adapters.clear();
  }
}
