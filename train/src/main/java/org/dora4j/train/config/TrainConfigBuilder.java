package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link TrainConfig} step by step: methods for what is set most, {@link #set} for every other
 * key. Later calls win.
 */
public final class TrainConfigBuilder {
  private final Map<String, Object> values = new LinkedHashMap<>();

  TrainConfigBuilder() {}

  /** Folder in Hugging Face layout, GGUF file, or name on the Hub. */
  public TrainConfigBuilder model(String reference) {
    return set("model", reference);
  }

  /** File of training examples. */
  public TrainConfigBuilder data(Path file) {
    return set("data", file.toString());
  }

  /** Folder that the run is written to. */
  public TrainConfigBuilder output(Path folder) {
    return set("output", folder.toString());
  }

  /** What is trained; DoRA by default. */
  public TrainConfigBuilder method(Method method) {
    return set("method", Settings.name(method));
  }

  /** Rank of the update; 16 by default. */
  public TrainConfigBuilder rank(int rank) {
    return set("rank", rank);
  }

  /** Scale of the update; twice the rank by default. */
  public TrainConfigBuilder alpha(double alpha) {
    return set("alpha", alpha);
  }

  /** Modules to adapt; q, k, v, up and down by default. */
  public TrainConfigBuilder targets(String... modules) {
    return set("targets", List.of(modules));
  }

  /** Peak learning rate; 2e-4 by default. */
  public TrainConfigBuilder learningRate(double rate) {
    return set("lr", rate);
  }

  /** Passes over the examples; 3 by default. */
  public TrainConfigBuilder epochs(double epochs) {
    return set("epochs", epochs);
  }

  /** Optimiser steps of the run, in place of epochs. */
  public TrainConfigBuilder steps(int steps) {
    return set("steps", steps);
  }

  /** Examples of a micro-batch and micro-batches of a step; 4 and 4 by default. */
  public TrainConfigBuilder batch(int size, int accumulation) {
    return set("batch_size", size).set("accumulation", accumulation);
  }

  /** Any setting by its key, see {@link TrainConfig#keys}. */
  public TrainConfigBuilder set(String key, Object value) {
    values.put(key, value);
    return this;
  }

  /**
   * The configuration.
   *
   * @throws ConfigException if a setting cannot be used; lists all of these
   */
  public TrainConfig build() {
    return TrainConfig.of(values, "the training configuration");
  }
}
