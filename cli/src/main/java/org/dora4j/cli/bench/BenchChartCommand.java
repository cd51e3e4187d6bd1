package org.dora4j.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.BenchFile;
import org.dora4j.report.BenchRow;
import org.dora4j.report.Charts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws measurements against what the machine allows. */
@Command(
    name = "chart",
    header = "Draw measurements as bars against the machine's limit.",
    description =
        "Takes what step, decode and load, their Python peers and tools/bench/compare print with --json. A peer that measures no limit is "
            + "held against the one that dora4j measured for the same work.",
    footer = {
      "  dora4j bench step --shape smollm2-135m --json > a.json",
      "  dora4j bench chart a.json peft.json --output speed.png"
    })
public final class BenchChartCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Measurements as JSON.")
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PNG",
      description = "Picture to write.")
  private Path output = Path.of("");

  @Option(names = "--overwrite", description = "Replace the picture if it exists.")
  private boolean overwrite;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      defaultValue = "Speed against the machine's limit",
      description = "Above the picture (default: ${DEFAULT-VALUE}).")
  private String title = "";

  public BenchChartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    OutputFile.requireFree(output, overwrite);
    List<BenchRow> rows = new ArrayList<>();
    files.forEach(file -> rows.addAll(BenchFile.read(file)));
    Charts.speed(title, rows, output);
    terminal.out().println(output);
    return ExitStatus.SUCCESS;
  }
}
