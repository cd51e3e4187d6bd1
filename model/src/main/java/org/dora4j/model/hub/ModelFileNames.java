package org.dora4j.model.hub;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Which files of a repository make a model or an adapter. */
final class ModelFileNames {
  private static final Pattern SMALL =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.(json|jinja)");
  private static final Pattern WEIGHTS =
      Pattern.compile("(model(-\\d+-of-\\d+)?|adapter_model)\\.safetensors");
  private static final String OLD_ADAPTER = "adapter_model.bin";

  private ModelFileNames() {}

  /** The files to fetch, configuration first; empty where there are no weights. */
  static List<String> wanted(List<String> files) {
    boolean safe = files.stream().anyMatch(file -> WEIGHTS.matcher(file).matches());
    boolean old = !safe && files.contains(OLD_ADAPTER);
    if (!safe && !old) {
      return List.of();
    }
    return files.stream()
        .filter(
            file ->
                SMALL.matcher(file).matches()
                    || WEIGHTS.matcher(file).matches()
                    || (old && file.equals(OLD_ADAPTER)))
        .sorted(
            Comparator.comparing((String file) -> !SMALL.matcher(file).matches())
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }
}
