package org.dora4j.cli.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.Charts;
import org.dora4j.report.CornellComparison;
import org.dora4j.report.ResultFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets results of Cornell's six runs beside the published ones. */
@Command(
    name = "compare",
    header = "Set results beside the paper's and Cornell's: a table and a bar chart.",
    description =
        "Takes result files named MODEL-METHOD-DATASET.json, as 'dora4j cornell evaluate' and Cornell's own script write them; several of one method and data set (other seeds) are averaged. With --output writes comparison.md, .csv, .json, .png and .svg.",
    footer = {"  dora4j cornell compare experiment/Llama-7B-*.json --output comparison"})
public final class CornellCompareCommand implements Callable<Integer> {
  private static final String TITLE = "LoRA and DoRA, each data set trained alone";
  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "RESULT.json",
      description = "Results of LoRA and DoRA on boolq, hellaswag and winogrande.")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for the table and the chart; older ones are replaced.")
  private @Nullable Path output;

  @Option(names = "--json", description = "Print the results as JSON.")
  private boolean json;

  public CornellCompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    List<ResultFile> results =
        files.stream()
            .filter(file -> !String.valueOf(file.getFileName()).endsWith(".summary.json"))
            .map(ResultFile::read)
            .toList();
    CornellComparison comparison = new CornellComparison(results);
    String verdicts = String.join("\n", comparison.verdicts());
    String rows = Json.pretty(rows(results));
    if (output != null) {
      Files.createDirectories(output);
      Files.writeString(
          output.resolve("comparison.md"), comparison.table().markdown() + "\n" + verdicts + "\n");
      Files.writeString(output.resolve("comparison.csv"), comparison.csv());
      Files.writeString(output.resolve("comparison.json"), rows + "\n");
      Charts.accuracyTo100(TITLE, comparison.scores(), output.resolve("comparison.png"));
    }
    terminal.out().println(json ? rows : comparison.table().plain() + verdicts);
    return ExitStatus.SUCCESS;
  }

  private static List<Map<String, Object>> rows(List<ResultFile> results) {
    return results.stream()
        .map(
            result -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("file", result.file().toString());
              row.put("method", result.method());
              row.put("dataset", result.dataset());
              row.put("accuracy", result.accuracy());
              row.put("correct", result.correct());
              row.put("total", result.total());
              row.put("unparsed", result.unparsed());
              return row;
            })
        .toList();
  }
}
