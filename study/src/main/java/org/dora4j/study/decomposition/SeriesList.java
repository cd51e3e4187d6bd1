package org.dora4j.study.decomposition;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dora4j.adapter.StoredAdapter;
import org.dora4j.analysis.Series;
import org.dora4j.analysis.TunedPath;
import org.jspecify.annotations.Nullable;

/**
 * Puts runs, adapters and whole models, as a command line names them, into series. A name may begin
 * with a label, {@code mine=DIR}. Without one, a run is a series of its own, adapters of one method
 * are the checkpoints of one series in the order given, and so are whole models.
 */
public final class SeriesList {
  private static final Pattern LABELLED = Pattern.compile("([^=/\\\\]+)=(.+)");
  private static final Pattern STEP = Pattern.compile("(?:step|checkpoint)[-_]?(\\d{1,9})");
  private static final Set<String> GENERIC = Set.of("adapter", "model");
  private static final String FULL = "full";

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(
      @Nullable String label, String method, Path first, List<TunedPath> checkpoints) {}

  private record Named(@Nullable String label, Path path) {
    static Named of(String text) {
      Matcher matcher = LABELLED.matcher(text);
      return !Files.exists(Path.of(text)) && matcher.matches()
          ? new Named(matcher.group(1), Path.of(matcher.group(2)))
          : new Named(null, Path.of(text));
    }
  }

  /**
   * Adds all checkpoints of a run folder.
   *
   * @throws org.dora4j.train.run.RunFolderException if it is no run folder or half written
   */
  public SeriesList run(String text) {
    Named named = Named.of(text);
    List<TunedPath> checkpoints = RunCheckpoints.of(named.path());
    TunedPath first = checkpoints.get(0);
    String method = first.wholeModel() ? FULL : method(first.path());
    entries.add(new Entry(named.label(), method, named.path(), new ArrayList<>(checkpoints)));
    return this;
  }

  /**
   * Adds one adapter.
   *
   * @throws org.dora4j.model.file.ModelFileException if there is none
   */
  public SeriesList adapter(String text) {
    Named named = Named.of(text);
    join(named, method(named.path()), false);
    return this;
  }

  /** Adds one whole model. */
  public SeriesList model(String text) {
    join(Named.of(text), FULL, true);
    return this;
  }

  private void join(Named named, String method, boolean whole) {
    Entry home =
        entries.stream()
            .filter(
                entry ->
                    entry.method().equals(method)
                        && java.util.Objects.equals(entry.label(), named.label())
                        && entry.checkpoints().get(0).wholeModel() == whole)
            .findFirst()
            .orElse(null);
    if (home == null) {
      home = new Entry(named.label(), method, named.path(), new ArrayList<>());
      entries.add(home);
    }
    String name = name(named.path());
    Set<String> taken = new HashSet<>();
    home.checkpoints().forEach(checkpoint -> taken.add(checkpoint.name()));
    home.checkpoints()
        .add(
            new TunedPath(
                taken.contains(name) ? named.path().toString() : name,
                step(name),
                named.path(),
                whole));
  }

  private static String method(Path adapter) {
    return StoredAdapter.methodOf(adapter).name().toLowerCase(Locale.ROOT);
  }

  /** The folder's name, or its parent's where it says only what every such folder is called. */
  private static String name(Path path) {
    Path normal = path.toAbsolutePath().normalize();
    String name = String.valueOf(normal.getFileName());
    Path parent = normal.getParent();
    return GENERIC.contains(name) && parent != null && parent.getFileName() != null
        ? parent.getFileName().toString()
        : name;
  }

  private static OptionalInt step(String name) {
    Matcher matcher = STEP.matcher(name);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Everything added, each series under a name of its own: its label, or its method. */
  public List<Series> series() {
    List<Series> all = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Entry entry : entries) {
      String name = entry.label() == null ? ownName(entry) : entry.label();
      if (!taken.add(name)) {
        throw new IllegalArgumentException(
            "two series are called '%s'; give one a label, LABEL=%s"
                .formatted(name, entry.first()));
      }
      all.add(new Series(name, entry.method(), entry.checkpoints()));
    }
    return all;
  }

  private String ownName(Entry entry) {
    long alike =
        entries.stream()
            .filter(other -> other.label() == null && other.method().equals(entry.method()))
            .count();
    return alike == 1 ? entry.method() : entry.method() + " " + name(entry.first());
  }
}
