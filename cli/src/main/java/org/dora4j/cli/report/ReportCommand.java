package org.dora4j.cli.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.report.Summary;
import org.dora4j.report.compare.ComparedRun;
import org.dora4j.report.compare.Comparison;
import org.dora4j.report.compare.ComparisonFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a page that shows runs side by side. */
@Command(
    name = "report",
    header = "Show one run, or compare several, on a page with charts.",
    description = {
      "The page is one HTML file that needs no network: loss, learning rate, gradient norms, speed, memory, statistics of the adapter (train "
          + "--adapter-stats), accuracies found in the run's folder or beside it, texts before and after (train --samples), and the settings that differ. "
          + "Beside it come the same as Markdown, and PNG pictures of the charts. A run that is still going on can be shown too."
    },
    footer = {
      "  dora4j report run",
      "  # LoRA against DoRA",
      "  dora4j report runs/lora runs/dora --output lora-dora.html"
    })
public final class ReportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN_DIR",
      description = "Folders that 'dora4j train' wrote.")
  private List<Path> runs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE.html",
      description =
          "Page to write (default: report.html, in the run's folder if there is one run). An earlier report is replaced.")
  private @Nullable Path output;

  @Option(names = "--overwrite", description = "Replace files that are no report, too.")
  private boolean overwrite;

  @Option(
      names = "--json",
      order = 900,
      description = "Print what was written, and each run's summary, as JSON.")
  private boolean json;

  public ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ComparisonFiles files = files();
    Path obstacle = overwrite ? null : files.inTheWay();
    if (obstacle != null) {
      throw new IllegalArgumentException(
          obstacle
              + " exists and is no report of dora4j; name another file, or add --overwrite to replace it");
    }
    Comparison comparison = Comparison.read(runs);
    ComparisonFiles.Written written = files.write(comparison);
    written.warnings().forEach(terminal::warn);
    for (ComparedRun run : comparison.runs()) {
      run.notes().forEach(note -> terminal.warn(run.name() + ": " + note));
    }
    if (json) {
      terminal.out().println(Json.pretty(asMap(comparison, written)));
    } else {
      terminal.out().println(written.page());
    }
    return ExitStatus.SUCCESS;
  }

  private ComparisonFiles files() {
    Path page = output;
    if (page == null) {
      page = runs.size() == 1 ? runs.get(0).resolve("report.html") : Path.of("report.html");
    }
    try {
      return new ComparisonFiles(page);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--output " + e.getMessage());
    }
  }

  private static Map<String, Object> asMap(Comparison comparison, ComparisonFiles.Written written) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("page", written.page().toString());
    map.put("markdown", written.markdown().toString());
    map.put("pictures", written.pictures().stream().map(Path::toString).toList());
    map.put("runs", comparison.runs().stream().map(ReportCommand::asMap).toList());
    return map;
  }

  private static Map<String, Object> asMap(ComparedRun run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", run.name());
    map.put("folder", run.folder().dir().toString());
    map.put("notes", run.notes());
    if (!run.log().steps().isEmpty()) {
      Summary summary = Summary.of(run.log());
      map.put("steps", summary.steps());
      put(map, "first_loss", summary.firstLoss());
      put(map, "last_loss", summary.lastLoss());
      put(map, "best_validation_loss", summary.bestEvaluation());
      put(map, "tokens_per_s", summary.tokensPerSecond());
      put(map, "seconds", summary.seconds());
      map.put("peak_memory_bytes", summary.peakBytes());
    }
    map.put("accuracies", run.accuracies());
    return map;
  }

  /** JSON has no number for what was not measured. */
  private static void put(Map<String, Object> map, String key, double value) {
    if (Double.isFinite(value)) {
      map.put(key, value);
    }
  }
}
