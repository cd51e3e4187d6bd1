package org.dora4j.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.torch.Device;

/** The fixtures that a NumPy script made, and how to analyse them. */
final class Golden {
  static final Path ROOT = Path.of(System.getProperty("dora4j.root"), "testdata", "golden");
  static final Path ADAPTERS = ROOT.resolve("adapters");
  static final Path FOLDER = ROOT.resolve("decomposition");

  private Golden() {}

  static ModelFiles base() {
    return Checkpoint.open(ADAPTERS.resolve("base").toString());
  }

  static Series series(String method, String... adapters) {
    List<TunedPath> paths = new ArrayList<>();
    for (String adapter : adapters) {
      paths.add(new TunedPath(adapter, OptionalInt.empty(), ADAPTERS.resolve(adapter), false));
    }
    return new Series(method, method, paths);
  }

  static Series full() {
    return new Series(
        "full",
        "full",
        List.of(new TunedPath("full", OptionalInt.empty(), FOLDER.resolve("full"), true)));
  }

  static List<Series> all() {
    return List.of(
        series("lora", "lora_default", "lora_rslora", "lora_patterns_rslora"),
        series("dora", "dora_default", "dora_rslora", "dora_patterns"),
        full());
  }

  static Decomposition analyse(Definition definition, List<Series> series, String... modules) {
    try (ModelFiles base = base()) {
      AnalysisOptions options = new AnalysisOptions(List.of(modules), definition, Device.CPU);
      return new DecompositionAnalysis(base, options).run(series, (done, all) -> {});
    }
  }

  /** Lines of a CSV without quotes, by method, checkpoint, layer and module. */
  static Map<String, Map<String, String>> csv(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] header = lines.get(0).split(",", -1);
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.length; i++) {
        row.put(header[i], cells[i]);
      }
      rows.put(String.join(" ", cells[0], cells[1], cells[2], cells[3]), row);
    }
    return rows;
  }
}
