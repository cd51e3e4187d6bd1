package org.dora4j.cli.serve;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.UsageException;

/** Names under which a server knows its adapters, and its model. */
final class AdapterNames {
  /** What a run's adapter is always called: the run's name says more. */
  private static final String USUAL = "adapter";

  private AdapterNames() {}

  /**
   * Folders by name, in the given order.
   *
   * @param given {@code NAME=FOLDER}, or a folder that names itself
   * @throws UsageException if two have the same name
   */
  static Map<String, Path> of(List<String> given) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (String text : given) {
      int equals = text.indexOf('=');
      Path folder = Path.of(text.substring(equals + 1));
      String name = equals > 0 ? text.substring(0, equals) : ofFolder(folder);
      if (folders.putIfAbsent(name, folder) != null) {
        throw new UsageException(
            "two adapters are named \"%s\"; name them with --adapter NAME=DIR".formatted(name));
      }
    }
    return folders;
  }

  private static String ofFolder(Path folder) {
    Path full = folder.toAbsolutePath().normalize();
    Path parent = full.getParent();
    boolean usual = full.endsWith(USUAL) && parent != null && parent.getFileName() != null;
    return String.valueOf((usual && parent != null ? parent : full).getFileName());
  }

  /** A model's name: the last part of a path or of a name on the Hub. */
  static String ofModel(String reference) {
    Path name = Path.of(reference).toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString().replaceFirst("\\.gguf$", "");
  }
}
