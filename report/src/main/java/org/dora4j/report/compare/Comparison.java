package org.dora4j.report.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dora4j.report.RunLogException;

/**
 * Runs to be looked at together, each under a name of its own.
 *
 * @param runs at least one, in the order to be shown
 */
public record Comparison(List<ComparedRun> runs) {

  /** Copies the list. */
  public Comparison {
    runs = List.copyOf(runs);
  }

  /**
   * Reads run folders. Runs whose folders have the same name are told apart by the folders above.
   *
   * @throws RunLogException when a folder holds no run, is named twice, or a file of it is broken
   */
  public static Comparison read(List<Path> folders) {
    if (folders.isEmpty()) {
      throw new RunLogException("There is no run to show. Name at least one run folder.");
    }
    Set<Path> seen = new HashSet<>();
    for (Path folder : folders) {
      if (!seen.add(folder.toAbsolutePath().normalize())) {
        throw new RunLogException("The run %s is named twice. Name it once.".formatted(folder));
      }
    }
    List<String> names = names(folders);
    List<ComparedRun> runs = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      runs.add(ComparedRun.read(folders.get(i), names.get(i)));
    }
    return new Comparison(runs);
  }

  /** The shortest ends of the paths that are all different. */
  static List<String> names(List<Path> folders) {
    List<Path> paths = folders.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(1);
    for (int parts = 1; parts < longest; parts++) {
      int length = parts;
      List<String> names = paths.stream().map(path -> end(path, length)).toList();
      if (new HashSet<>(names).size() == names.size()) {
        return names;
      }
    }
    return paths.stream().map(Path::toString).toList();
  }

  private static String end(Path path, int parts) {
    int count = path.getNameCount();
    return count == 0 ? "run" : path.subpath(Math.max(0, count - parts), count).toString();
  }
}
