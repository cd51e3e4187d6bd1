package org.dora4j.report.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dora4j.report.AdapterLog;
import org.dora4j.report.RunFolder;
import org.dora4j.report.RunLog;
import org.dora4j.report.RunLogException;
import org.dora4j.report.Sample;

/**
 * A run among others.
 *
 * @param name unlike those of the others
 * @param folder configuration, manifest and measurements
 * @param settings the configuration flattened, in its order; empty where it is missing or broken
 * @param adapter what it wrote about its adapter; empty where it was not asked to
 * @param samples texts before and after; empty where it was not asked to
 * @param accuracies right answers by task, from 0 to 1; empty where none were found
 * @param notes what the reader should know, a sentence each
 */
public record ComparedRun(
    String name,
    RunFolder folder,
    Map<String, String> settings,
    AdapterLog adapter,
    List<Sample> samples,
    Map<String, Double> accuracies,
    List<String> notes) {

  /** Its measurements. */
  public RunLog log() {
    return folder.log();
  }

  /** A setting's text; a dash where it is not known. */
  public String setting(String key) {
    return settings.getOrDefault(key, "–");
  }

  /**
   * Reads everything that a run left.
   *
   * @throws RunLogException when the folder holds no run, or a file of it is broken
   */
  static ComparedRun read(Path dir, String name) {
    if (!Files.isDirectory(dir)) {
      throw new RunLogException(
          "There is no folder %s. Name the folder that 'dora4j train' wrote.".formatted(dir));
    }
    if (!Files.exists(dir.resolve(RunLog.FILE))) {
      throw new RunLogException(
          "%s holds no run: it has no %s. Name the folder that 'dora4j train' wrote."
              .formatted(dir, RunLog.FILE));
    }
    RunFolder folder = RunFolder.read(dir);
    AdapterLog adapter = AdapterLog.read(dir);
    List<String> notes = new ArrayList<>();
    if (folder.log().torn() || adapter.torn()) {
      notes.add(
          "The last line of %s was cut off and is left out; the run broke off or goes on."
              .formatted(folder.log().torn() ? RunLog.FILE : AdapterLog.FILE));
    }
    if (folder.log().steps().isEmpty()) {
      notes.add("No step was logged.");
    }
    return new ComparedRun(
        name,
        folder,
        Settings.read(folder.config(), notes),
        adapter,
        Sample.read(dir),
        Accuracies.of(dir, notes),
        List.copyOf(notes));
  }
}
