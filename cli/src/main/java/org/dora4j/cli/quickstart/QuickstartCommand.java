package org.dora4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.embedded.EmbeddedModel;
import org.dora4j.report.Scores;
import org.dora4j.report.TextChart;
import org.dora4j.report.TextStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows in a few minutes, without any download, what fine-tuning does. */
@Command(
    name = "quickstart",
    header = "See LoRA and DoRA learn eight small tasks, in about three minutes on two cores.",
    description =
        "Fine-tunes the model that comes with dora4j (2.8 million parameters) on tasks about its toy world, and measures accuracy before and after. Leaves data, runs, predictions, charts and a report in a folder.",
    footer = {"  dora4j quickstart", "  dora4j quickstart --output demo --steps 400 --seed 7"})
public final class QuickstartCommand implements Callable<Integer> {
  private static final int BAR = 40;
  private final Terminal terminal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "New folder to write (default: quickstart, or quickstart-2 and so on).")
  private @Nullable Path output;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "120",
      description = "Steps of each run, of 16 examples (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "16",
      description = "Rank of both adapters (default: ${DEFAULT-VALUE}).")
  private int rank;

  @Option(
      names = "--lr",
      paramLabel = "X",
      defaultValue = "2e-3",
      description = "Peak learning rate of both runs (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "50",
      description = "Test questions of each task (default: ${DEFAULT-VALUE}).")
  private int test;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of both runs (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print the accuracies as JSON.")
  private boolean json;

  public QuickstartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = output == null ? firstFree(Path.of("quickstart")) : output;
    OutputFile.requireNewFolder(folder);
    QuickstartPlan plan = new QuickstartPlan(folder, rank, learningRate, steps, test, seed);
    QuickstartResult result = new Quickstart(plan, EmbeddedModel.folder(), terminal).run();
    Path report = QuickstartReport.write(plan, result, terminal::warn);
    if (json) {
      terminal.out().println(Json.pretty(asMap(result, report)));
    } else {
      show(result.scores(), report);
    }
    return ExitStatus.SUCCESS;
  }

  private void show(Scores scores, Path report) {
    TextStyle style = TextStyle.of(terminal.outColours(), System.getenv());
    terminal.out().println();
    terminal.out().println(TextChart.bars(scores, BAR, style));
    terminal.out().println(scores.table().plain());
    terminal.out().println("report   " + report);
    Path chart = report.resolveSibling("accuracy.png");
    if (Files.isRegularFile(chart)) {
      terminal.out().println("chart    " + chart);
    }
    terminal.note("");
    terminal.note(
        "Guessing would be right %.1f %% of the time; an answer in other words than the allowed ones is wrong."
            .formatted(100 * QuickstartReport.chance()));
    terminal.note(
        "Next, with examples of your own (JSON with instruction and output, or messages):");
    terminal.note(
        "  ./dora4j train --model HuggingFaceTB/SmolLM2-135M-Instruct --data yours.json --output run");
  }

  private static Map<String, Object> asMap(QuickstartResult result, Path report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("tasks", result.scores().tasks());
    for (Scores.Method method : result.scores().methods()) {
      map.put(method.name(), method.accuracies());
    }
    map.put("seconds", result.seconds());
    map.put("report", report.toString());
    return map;
  }

  private static Path firstFree(Path wished) {
    Path free = wished;
    for (int i = 2; Files.exists(free); i++) {
      free = wished.resolveSibling(wished.getFileName() + "-" + i);
    }
    return free;
  }
}
