package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the {@link Targets} of one adapter in one model. */
final class TargetFinder {
  private final AdapterConfig config;
  private final ModuleTree tree;
  private final boolean strict;
  private final List<String> warnings = new ArrayList<>();

  TargetFinder(AdapterConfig config, ModuleTree tree, boolean strict) {
    this.config = config;
    this.tree = tree;
    this.strict = strict;
  }

  Targets find() {
    checkNames("target", config.targets());
    checkNames("magnitude target", config.magnitudeTargets());
    List<ModuleTree.Module> saved = saved();
    List<ModuleTree.Module> adapted = adapted(saved);
    List<ModuleTree.Module> magnitudes = magnitudes(saved, adapted);
    new TiedEmbeddings(tree, config).check(adapted, saved, warnings);
    List<Target> lowRank = new ArrayList<>();
    if (config.method() != Method.MAGNITUDE) {
      adapted.forEach(module -> lowRank.add(target(module)));
      Patterns.warn("rank_pattern", config.rankPattern().keySet(), adapted, warnings);
      Patterns.warn("alpha_pattern", config.alphaPattern().keySet(), adapted, warnings);
    }
    return new Targets(
        lowRank, magnitudes, saved, biases(adapted, magnitudes, saved), List.copyOf(warnings));
  }

  private void checkNames(String what, ModuleSelection selection) {
    if (!(selection instanceof ModuleSelection.Names names)) {
      return;
    }
    for (String name : names.names()) {
      if (tree.modules().stream().noneMatch(m -> Matching.matches(name, m.name()))) {
        complain(
            "The %s \"%s\" is no module of this model%s".formatted(what, name, suggestion(name)));
      }
    }
  }

  private String suggestion(String name) {
    Set<String> known =
        tree.modules().stream()
            .filter(ModuleTree.Module::isAdaptable)
            .map(m -> name.contains(".") ? m.name() : m.leaf())
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> near = NearNames.of(name, known);
    if (!near.isEmpty()) {
      return "; did you mean " + String.join(" or ", near) + "?";
    }
    Set<String> leaves =
        tree.modules().stream()
            .filter(ModuleTree.Module::isAdaptable)
            .map(ModuleTree.Module::leaf)
            .collect(Collectors.toCollection(TreeSet::new));
    return "; it has " + String.join(", ", leaves) + ".";
  }

  private void complain(String sentence) {
    if (strict) {
      throw new IllegalArgumentException(sentence);
    }
    warnings.add(sentence);
  }

  /** Every module with weights at or below a path that ends with one of the texts. */
  private List<ModuleTree.Module> saved() {
    List<String> roots = new ArrayList<>();
    for (String text : config.modulesToSave()) {
      List<String> hits =
          tree.modules().stream()
              .map(ModuleTree.Module::name)
              .filter(n -> n.endsWith(text))
              .toList();
      if (hits.isEmpty()) {
        complain(
            "The module to save \"%s\" is no module of this model%s"
                .formatted(text, suggestion(text)));
      }
      List<String> surprising = hits.stream().filter(hit -> !Matching.matches(text, hit)).toList();
      if (!surprising.isEmpty()) {
        warnings.add(
            "modules_to_save \"%s\" takes every module whose path ends so: %d modules, also %s."
                .formatted(text, hits.size(), surprising.get(0)));
      }
      roots.addAll(hits);
    }
    return tree.modules().stream()
        .filter(ModuleTree.Module::hasWeights)
        .filter(m -> roots.stream().anyMatch(m::isWithin))
        .toList();
  }

  private List<ModuleTree.Module> adapted(List<ModuleTree.Module> saved) {
    List<ModuleTree.Module> found = new ArrayList<>();
    for (ModuleTree.Module module : tree.modules()) {
      if (!isTargeted(module) || Matching.matches(config.excludes(), module)) {
        continue;
      }
      if (saved.contains(module)) {
        complain(
            "%s is both a target and a module to save; a module can be one of the two."
                .formatted(module.name()));
      } else {
        found.add(requireAdaptable(module));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "The targets, after excludes and layers, leave no module to adapt; check %s."
              .formatted(described(config.targets())));
    }
    return found;
  }

  private static String described(ModuleSelection selection) {
    if (selection instanceof ModuleSelection.Names names) {
      return names.names().toString();
    }
    return selection instanceof ModuleSelection.Regex regex
        ? "the expression \"%s\"".formatted(regex.expression())
        : ModuleSelection.ALL_LINEAR_WORD;
  }

  private boolean isTargeted(ModuleTree.Module module) {
    if (!Matching.matches(config.targets(), module)) {
      return false;
    }
    // A full path needs no layer number, in PEFT too.
    boolean named =
        config.targets() instanceof ModuleSelection.Names names
            && names.names().contains(module.name());
    return named || !config.layers().isActive() || config.layers().accepts(module.name());
  }

  private ModuleTree.Module requireAdaptable(ModuleTree.Module module) {
    if (!module.isAdaptable()) {
      throw new IllegalArgumentException(
          "The target %s is neither a linear layer nor an embedding; name modules like q_proj, or put it into modules_to_save."
              .formatted(module.name()));
    }
    if (config.method() == Method.MAGNITUDE || config.method().sharesProjection()) {
      requireLinear(module, config.method());
    }
    return module;
  }

  private static void requireLinear(ModuleTree.Module module, Method method) {
    if (module.kind() != ModuleTree.Kind.LINEAR) {
      throw new IllegalArgumentException(
          "%s works on linear layers, and %s is none; use LoRA or DoRA for it."
              .formatted(
                  switch (method) {
                    case VERA -> "VeRA";
                    case DVORA -> "DVoRA";
                    default -> "Magnitude-only training";
                  },
                  module.name()));
    }
  }

  private List<ModuleTree.Module> magnitudes(
      List<ModuleTree.Module> saved, List<ModuleTree.Module> adapted) {
    if (config.method() == Method.MAGNITUDE) {
      return adapted;
    }
    List<ModuleTree.Module> found =
        tree.modules().stream()
            .filter(
                m ->
                    Matching.matches(config.magnitudeTargets(), m)
                        && !Matching.matches(config.excludes(), m))
            .filter(m -> !adapted.contains(m) && !saved.contains(m))
            .toList();
    found.forEach(m -> requireLinear(requireAdaptable(m), Method.MAGNITUDE));
    return found;
  }

  private Target target(ModuleTree.Module module) {
    if (config.method().sharesProjection()) {
      return new Target(module, config.rank(), 1);
    }
    int rank = Patterns.firstMatch(config.rankPattern(), module.name()).orElse(config.rank());
    double alpha = Patterns.firstMatch(config.alphaPattern(), module.name()).orElse(config.alpha());
    if (module.kind() == ModuleTree.Kind.LINEAR) {
      checkRank(module, rank);
    }
    return new Target(module, rank, AdapterConfig.scaling(alpha, rank, config.rsLora()));
  }

  private void checkRank(ModuleTree.Module module, int rank) {
    Initialisation start = config.initialisation();
    if (start == Initialisation.ORTHOGONAL && rank % 2 != 0) {
      throw new IllegalArgumentException(
          "Orthogonal initialisation needs an even rank, but %s has %d."
              .formatted(module.name(), rank));
    }
    if (start.changesBase() && module.name().equals(ModuleTree.HEAD) && tree.tiedHead()) {
      throw new IllegalArgumentException(
          "%s initialisation takes its part out of the head's weight, which is the embedding's here; leave lm_head out or use the default initialisation."
              .formatted(start.word()));
    }
    if (start.changesBase() && rank > Math.min(module.outputs(), module.inputs())) {
      throw new IllegalArgumentException(
          "%s initialisation needs a rank of at most %d for %s, but it is %d."
              .formatted(
                  start.word(), Math.min(module.outputs(), module.inputs()), module.name(), rank));
    }
  }

  private List<ModuleTree.Module> biases(
      List<ModuleTree.Module> adapted,
      List<ModuleTree.Module> magnitudes,
      List<ModuleTree.Module> saved) {
    if (config.bias() == BiasTraining.NONE) {
      return List.of();
    }
    return tree.modules().stream()
        .filter(ModuleTree.Module::hasBias)
        .filter(
            m -> config.bias() == BiasTraining.ALL || adapted.contains(m) || magnitudes.contains(m))
        .filter(m -> !saved.contains(m))
        .toList();
  }
}
