package org.dora4j.adapter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** rank_pattern and alpha_pattern: values for modules that regular expressions name. */
final class Patterns {

  private Patterns() {}

  /** The value of the first expression that matches a module, in the order of the map. */
  static <T> Optional<T> firstMatch(Map<String, T> patterns, String module) {
    return patterns.entrySet().stream()
        .filter(entry -> suffix(entry.getKey()).matcher(module).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The expression may match the whole path or what follows one of its dots. */
  private static Pattern suffix(String key) {
    return PythonRegex.compile("(?:.*\\.)?(?:" + key + ")");
  }

  /** Warns of expressions that match no module. */
  static void warn(
      String what, Set<String> patterns, List<ModuleTree.Module> adapted, List<String> warnings) {
    for (String pattern : patterns) {
      if (adapted.stream().noneMatch(m -> suffix(pattern).matcher(m.name()).matches())) {
        warnings.add("\"%s\" in %s matches no adapted module.".formatted(pattern, what));
      }
    }
  }
}
