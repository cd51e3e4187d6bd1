package org.dora4j.adapter;

import java.util.List;
import java.util.Map;

/** Collects the options of an {@link AdapterConfig}, which says what each means. */
public final class AdapterConfigBuilder {

  private final Method method;
  private int rank = 8;
  private double alpha = 8;
  private boolean rsLora;
  private double dropout;
  private DropoutMask dropoutMask = DropoutMask.AUTO;
  private ModuleSelection targets = ModuleSelection.NONE;
  private ModuleSelection excludes = ModuleSelection.NONE;
  private ModuleSelection magnitudeTargets = ModuleSelection.NONE;
  private Map<String, Integer> rankPattern = Map.of();
  private Map<String, Double> alphaPattern = Map.of();
  private LayerFilter layers = LayerFilter.ALL;
  private List<String> modulesToSave = List.of();
  private BiasTraining bias = BiasTraining.NONE;
  private boolean loraBias;
  private Initialisation initialisation = Initialisation.DEFAULT;
  private boolean detachedNorm = true;
  private boolean ensureWeightTying;
  private ProjectionOptions projection = ProjectionOptions.DEFAULT;

  AdapterConfigBuilder(Method method) {
    this.method = method;
  }

  AdapterConfigBuilder(AdapterConfig config) {
    this(config.method());
    rank(config.rank()).alpha(config.alpha()).rsLora(config.rsLora()).dropout(config.dropout());
    dropoutMask(config.dropoutMask());
    targets(config.targets()).excludes(config.excludes());
    magnitudeTargets(config.magnitudeTargets());
    rankPattern(config.rankPattern()).alphaPattern(config.alphaPattern()).layers(config.layers());
    modulesToSave(config.modulesToSave()).bias(config.bias()).loraBias(config.loraBias());
    initialisation(config.initialisation()).detachedNorm(config.detachedNorm());
    ensureWeightTying(config.ensureWeightTying()).projection(config.projection());
  }

  public AdapterConfigBuilder rank(int value) {
    rank = value;
    return this;
  }

  public AdapterConfigBuilder alpha(double value) {
    alpha = value;
    return this;
  }

  public AdapterConfigBuilder rsLora(boolean value) {
    rsLora = value;
    return this;
  }

  public AdapterConfigBuilder dropout(double value) {
    dropout = value;
    return this;
  }

  public AdapterConfigBuilder dropoutMask(DropoutMask value) {
    dropoutMask = value;
    return this;
  }

  public AdapterConfigBuilder targets(ModuleSelection value) {
    targets = value;
    return this;
  }

  /** Modules whose path is one of the names or ends with "." and the name. */
  public AdapterConfigBuilder targets(String... names) {
    return targets(ModuleSelection.names(names));
  }

  public AdapterConfigBuilder excludes(ModuleSelection value) {
    excludes = value;
    return this;
  }

  public AdapterConfigBuilder magnitudeTargets(ModuleSelection value) {
    magnitudeTargets = value;
    return this;
  }

  public AdapterConfigBuilder rankPattern(Map<String, Integer> value) {
    rankPattern = value;
    return this;
  }

  public AdapterConfigBuilder alphaPattern(Map<String, Double> value) {
    alphaPattern = value;
    return this;
  }

  public AdapterConfigBuilder layers(LayerFilter value) {
    layers = value;
    return this;
  }

  public AdapterConfigBuilder modulesToSave(List<String> value) {
    modulesToSave = value;
    return this;
  }

  public AdapterConfigBuilder bias(BiasTraining value) {
    bias = value;
    return this;
  }

  public AdapterConfigBuilder loraBias(boolean value) {
    loraBias = value;
    return this;
  }

  public AdapterConfigBuilder initialisation(Initialisation value) {
    initialisation = value;
    return this;
  }

  public AdapterConfigBuilder detachedNorm(boolean value) {
    detachedNorm = value;
    return this;
  }

  public AdapterConfigBuilder ensureWeightTying(boolean value) {
    ensureWeightTying = value;
    return this;
  }

  /** Of VeRA and DVoRA. */
  public AdapterConfigBuilder projection(ProjectionOptions value) {
    projection = value;
    return this;
  }

  /**
   * The options as a record.
   *
   * @throws IllegalArgumentException with one sentence per problem
   */
  public AdapterConfig build() {
    return new AdapterConfig(
        method,
        rank,
        alpha,
        rsLora,
        dropout,
        dropoutMask,
        targets,
        excludes,
        magnitudeTargets,
        rankPattern,
        alphaPattern,
        layers,
        modulesToSave,
        bias,
        loraBias,
        initialisation,
        detachedNorm,
        ensureWeightTying,
        projection);
  }
}
