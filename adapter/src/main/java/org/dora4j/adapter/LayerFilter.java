package org.dora4j.adapter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Restricts targets to some layers of the model.
 *
 * @param layers numbers of the layers to adapt, from 0; empty for all
 * @param patterns names of the module list that the number follows, e.g. {@code layers}; empty for
 *     the first number in a module's path
 */
public record LayerFilter(List<Integer> layers, List<String> patterns) {

  /** Every layer. */
  public static final LayerFilter ALL = new LayerFilter(List.of(), List.of());

  public LayerFilter {
    layers = List.copyOf(layers);
    patterns = List.copyOf(patterns);
  }

  boolean isActive() {
    return !layers.isEmpty();
  }

  /** Whether a module's path has one of the layer numbers, as PEFT finds them. */
  boolean accepts(String module) {
    if (patterns.isEmpty()) {
      return accepts(".*?\\.[^.]*\\.(\\d+)\\..*", module);
    }
    return patterns.stream()
        .anyMatch(p -> accepts("(?:|.*?\\.)" + PythonRegex.toJava(p) + "\\.(\\d+)\\..*", module));
  }

  private boolean accepts(String regex, String module) {
    Matcher matcher = Pattern.compile(regex).matcher(module);
    return matcher.matches()
        && layers.contains(Integer.parseInt(matcher.group(matcher.groupCount())));
  }
}
