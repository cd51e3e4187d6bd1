package org.dora4j.adapter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to adapt and how: the option surface of PEFT's {@code LoraConfig} for linear layers and
 * embeddings, with the differentiable norm and the magnitude-only modules of the paper's authors.
 *
 * @param method LoRA, DoRA, the magnitude alone, VeRA or DVoRA
 * @param rank r, of every module that {@code rankPattern} does not name; high ranks cost memory and
 *     time, low ones may not hold what the data teach
 * @param alpha α, above 0; the update is scaled by α/r. Too large and training diverges. VeRA and
 *     DVoRA have none and leave it aside
 * @param rsLora whether to scale by α/√r instead (arXiv 2312.03732), which suits high ranks
 * @param dropout probability of zeroing an input feature of the adapter in training, in [0, 1)
 * @param dropoutMask what dropout hides from DoRA's gain
 * @param targets modules to adapt
 * @param excludes modules to leave out of {@code targets}
 * @param magnitudeTargets further modules of which only the magnitude is trained, beside LoRA or
 *     DoRA elsewhere; a module in {@code targets} wins. PEFT cannot load such an adapter
 * @param rankPattern ranks for modules whose path, or its end after a dot, matches a regular
 *     expression; the first match counts
 * @param alphaPattern the same for α
 * @param layers restricts {@code targets} given as names to some layers
 * @param modulesToSave modules to train in full, as copies kept in the adapter: every module whose
 *     path ends with one of these texts (so {@code norm} takes all norms)
 * @param bias which biases of the base are trained too
 * @param loraBias whether B has a bias, scaled like the update (LoRA only)
 * @param initialisation how A and B start
 * @param detachedNorm whether DoRA's norm counts as a constant in backward (paper §4.3; PEFT's only
 *     mode); false is {@code dora_simple=false} of the paper's code, a little slower
 * @param ensureWeightTying whether a saved embedding and a head tied to it stay one
 * @param projection the matrices that VeRA and DVoRA share; without meaning for other methods
 */
public record AdapterConfig(
    Method method,
    int rank,
    double alpha,
    boolean rsLora,
    double dropout,
    DropoutMask dropoutMask,
    ModuleSelection targets,
    ModuleSelection excludes,
    ModuleSelection magnitudeTargets,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern,
    LayerFilter layers,
    List<String> modulesToSave,
    BiasTraining bias,
    boolean loraBias,
    Initialisation initialisation,
    boolean detachedNorm,
    boolean ensureWeightTying,
    ProjectionOptions projection) {

  /**
   * Checks that the options make sense together.
   *
   * @throws IllegalArgumentException with one sentence per problem
   */
  public AdapterConfig {
    rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
    alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
    modulesToSave = List.copyOf(modulesToSave);
    List<String> problems =
        AdapterConfigCheck.problems(
            method,
            rank,
            alpha,
            dropout,
            targets,
            excludes,
            magnitudeTargets,
            rankPattern,
            alphaPattern,
            layers,
            loraBias,
            initialisation);
    if (method.sharesProjection()) {
      problems.addAll(
          VeraOptionsCheck.problems(
              rsLora,
              magnitudeTargets,
              rankPattern,
              alphaPattern,
              loraBias,
              initialisation,
              ensureWeightTying,
              projection));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
  }

  /** Options that start at PEFT's defaults: r 8, α 8, no dropout, detached norm. */
  public static AdapterConfigBuilder builder(Method method) {
    return new AdapterConfigBuilder(method);
  }

  /** The same options to change some of. */
  public AdapterConfigBuilder toBuilder() {
    return new AdapterConfigBuilder(this);
  }

  /** s: α/r, or α/√r with rsLoRA. */
  static double scaling(double alpha, int rank, boolean rsLora) {
    return rsLora ? alpha / Math.sqrt(rank) : alpha / rank;
  }
}
