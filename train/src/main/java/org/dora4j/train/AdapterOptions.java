package org.dora4j.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.BiasTraining;
import org.dora4j.adapter.Initialisation;
import org.dora4j.adapter.LayerFilter;
import org.dora4j.adapter.Method;
import org.dora4j.adapter.ModuleSelection;
import org.dora4j.adapter.ProjectionOptions;
import org.dora4j.train.config.AdapterSettings;
import org.dora4j.train.config.ProjectionSettings;

/** Translates settings into the options of an adapter. */
public final class AdapterOptions {
  private static final String REGEX_SIGNS = "*+?()[]{}|\\^$";

  private AdapterOptions() {}

  /** The options that the settings come to. */
  public static AdapterConfig of(AdapterSettings settings) {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    settings.rankPattern().forEach((name, rank) -> ranks.put(name, rank.intValue()));
    String pattern = settings.layersPattern();
    return AdapterConfig.builder(Method.valueOf(settings.method().name()))
        .rank(settings.rank())
        .alpha(settings.alpha())
        .rsLora(settings.rslora())
        .dropout(settings.dropout())
        .dropoutMask(settings.dropoutMask())
        .targets(selection(settings.targets()))
        .excludes(selection(settings.exclude()))
        .magnitudeTargets(selection(settings.magnitudeTargets()))
        .rankPattern(ranks)
        .alphaPattern(settings.alphaPattern())
        .layers(new LayerFilter(settings.layers(), pattern == null ? List.of() : List.of(pattern)))
        .modulesToSave(settings.modulesToSave())
        .bias(BiasTraining.valueOf(settings.bias().toUpperCase(Locale.ROOT)))
        .loraBias(settings.loraBias())
        .initialisation(Initialisation.valueOf(settings.init().toUpperCase(Locale.ROOT)))
        .detachedNorm(settings.norm().equals("detached"))
        .ensureWeightTying(settings.ensureWeightTying())
        .projection(projection(settings.projection()))
        .build();
  }

  private static ProjectionOptions projection(ProjectionSettings settings) {
    return new ProjectionOptions(settings.key(), settings.saved(), settings.initialD());
  }

  /**
   * A single entry may be {@code all-linear} or a regular expression; module names have no signs.
   */
  static ModuleSelection selection(List<String> entries) {
    if (entries.size() == 1) {
      String only = entries.get(0);
      boolean regex = only.chars().anyMatch(c -> REGEX_SIGNS.indexOf(c) >= 0);
      if (regex || only.equals(ModuleSelection.ALL_LINEAR_WORD)) {
        return ModuleSelection.regex(only);
      }
    }
    return entries.isEmpty()
        ? ModuleSelection.NONE
        : ModuleSelection.names(entries.toArray(String[]::new));
  }
}
