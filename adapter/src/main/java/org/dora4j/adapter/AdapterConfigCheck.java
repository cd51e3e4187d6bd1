package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with the options of an {@link AdapterConfig}, one sentence each. */
final class AdapterConfigCheck {

  private final List<String> problems = new ArrayList<>();

  private AdapterConfigCheck() {}

  static List<String> problems(
      Method method,
      int rank,
      double alpha,
      double dropout,
      ModuleSelection targets,
      ModuleSelection excludes,
      ModuleSelection magnitudeTargets,
      Map<String, Integer> rankPattern,
      Map<String, Double> alphaPattern,
      LayerFilter layers,
      boolean loraBias,
      Initialisation initialisation) {
    AdapterConfigCheck check = new AdapterConfigCheck();
    check.numbers(rank, alpha, dropout);
    check.patterns(rankPattern, alphaPattern);
    check.selections(targets, excludes, magnitudeTargets, layers);
    check.method(method, magnitudeTargets, loraBias, initialisation);
    return check.problems;
  }

  private void numbers(int rank, double alpha, double dropout) {
    if (rank < 1) {
      problems.add("The rank must be at least 1 but is %d; 8 or 16 are usual.".formatted(rank));
    }
    if (!isPositive(alpha)) {
      problems.add(
          "Alpha must be a number above 0 but is %s; twice the rank is usual.".formatted(alpha));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      problems.add("Dropout must be at least 0 and below 1 but is %s.".formatted(dropout));
    }
  }

  private static boolean isPositive(double value) {
    return value > 0 && !Double.isInfinite(value);
  }

  private void patterns(Map<String, Integer> ranks, Map<String, Double> alphas) {
    ranks.forEach(
        (pattern, rank) -> {
          regex("rank_pattern", pattern);
          if (rank < 1) {
            problems.add(
                "rank_pattern gives \"%s\" the rank %d, but ranks start at 1."
                    .formatted(pattern, rank));
          }
        });
    alphas.forEach(
        (pattern, alpha) -> {
          regex("alpha_pattern", pattern);
          if (!isPositive(alpha)) {
            problems.add(
                "alpha_pattern gives \"%s\" the alpha %s, but it must be a number above 0."
                    .formatted(pattern, alpha));
          }
        });
  }

  private void selections(
      ModuleSelection targets,
      ModuleSelection excludes,
      ModuleSelection magnitudeTargets,
      LayerFilter layers) {
    if (targets.isEmpty()) {
      problems.add(
          "There are no target modules; name some, e.g. q_proj and v_proj, or all-linear.");
    }
    selection("targets", targets);
    selection("excludes", excludes);
    selection("magnitude targets", magnitudeTargets);
    if (!(targets instanceof ModuleSelection.Names) && layers.isActive()) {
      problems.add(
          "layers_to_transform works with a list of target names only; put the layers into the regular expression, or list the names.");
    }
    if (!layers.patterns().isEmpty() && !layers.isActive()) {
      problems.add("layers_pattern needs layers_to_transform beside it.");
    }
    layers.patterns().forEach(pattern -> regex("layers_pattern", pattern));
    if (layers.layers().stream().anyMatch(layer -> layer < 0)) {
      problems.add("layers_to_transform counts from 0 but holds " + layers.layers() + ".");
    }
  }

  private void selection(String what, ModuleSelection selection) {
    if (selection instanceof ModuleSelection.Regex regex) {
      regex(what, regex.expression());
    }
  }

  private void regex(String what, String expression) {
    String problem = PythonRegex.problem(expression);
    if (!problem.isEmpty()) {
      problems.add(
          "\"%s\" in %s is not a regular expression: %s.".formatted(expression, what, problem));
    }
  }

  private void method(
      Method method,
      ModuleSelection magnitudeTargets,
      boolean loraBias,
      Initialisation initialisation) {
    if (method == Method.DORA && loraBias) {
      problems.add("DoRA has no bias of B; leave lora_bias off, or use LoRA.");
    }
    if (method == Method.MAGNITUDE && loraBias) {
      problems.add(
          "Magnitude-only adapters have no B and no lora_bias; leave it off, or use LoRA.");
    }
    if (method == Method.MAGNITUDE && !magnitudeTargets.isEmpty()) {
      problems.add(
          "A magnitude-only adapter names its modules as targets, not as magnitude targets.");
    }
    if (method == Method.MAGNITUDE && initialisation != Initialisation.DEFAULT) {
      problems.add(
          "A magnitude-only adapter has no A and B that could start as %s."
              .formatted(initialisation.word()));
    }
    if (method == Method.LORA && loraBias && initialisation != Initialisation.DEFAULT) {
      problems.add("lora_bias works with the default initialisation only.");
    }
  }
}
