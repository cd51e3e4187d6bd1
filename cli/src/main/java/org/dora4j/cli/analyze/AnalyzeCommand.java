package org.dora4j.cli.analyze;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dora4j.analysis.AnalysisOptions;
import org.dora4j.analysis.Decomposition;
import org.dora4j.analysis.DecompositionAnalysis;
import org.dora4j.analysis.DecompositionFiles;
import org.dora4j.analysis.Definition;
import org.dora4j.analysis.Series;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.report.decomposition.DecompositionCharts;
import org.dora4j.study.decomposition.SeriesList;
import org.dora4j.torch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decomposes what training did to each weight matrix into magnitude and direction. */
@Command(
    name = "analyze",
    header = "Show how far training moved magnitude and direction of each weight matrix.",
    description =
        "ΔM and ΔD of the DoRA paper's section 3.2 for LoRA, DoRA, magnitudes and full fine-tuning: each checkpoint against the base, with the correlation of the two. Computes in fp64, a few rows at a time; no GPU is needed.",
    footer = {
      "  # every checkpoint of two runs, with charts",
      "  dora4j analyze --model M --run runs/lora --run runs/dora --output analysis",
      "  # adapters that PEFT saved, two kinds of matrices",
      "  dora4j analyze --model M --adapter checkpoint-100 --adapter checkpoint-200 \\",
      "                 --modules q_proj,v_proj",
      "  # a model that was trained in full, under a name of its own",
      "  dora4j analyze --model M --checkpoint tuned=full/model --run runs/dora",
      "  # the published notebooks' measure instead of the paper's",
      "  dora4j analyze --model M --run runs/lora --definition shreyassks"
    })
public final class AnalyzeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description =
          "Model before training: folder in Hugging Face layout, GGUF file, name on the Hub, or embedded.")
  private String model = "";

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold What to hold against it|@%n",
      order = 1)
  private Tuned tuned = new Tuned();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold How|@%n", order = 2)
  private How how = new How();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder for decomposition.csv, decomposition.json and charts (PNG, SVG); an older analysis there is replaced.")
  private @Nullable Path output;

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  /** Checkpoints, each with a label before it if wanted. */
  static final class Tuned {
    @Option(
        names = "--run",
        paramLabel = "[LABEL=]DIR",
        description = "Run folder with its checkpoints; may be repeated.")
    private List<String> runs = new ArrayList<>();

    @Option(
        names = {"-a", "--adapter"},
        paramLabel = "[LABEL=]DIR",
        description =
            "Adapter; may be repeated, those of one method (or label) are checkpoints of one series.")
    private List<String> adapters = new ArrayList<>();

    @Option(
        names = "--checkpoint",
        paramLabel = "[LABEL=]MODEL",
        description = "Whole model after training; may be repeated.")
    private List<String> models = new ArrayList<>();
  }

  /** What to look at. */
  static final class How {
    @Option(
        names = "--modules",
        split = ",",
        paramLabel = "NAMES",
        description = "Such as q_proj,v_proj (default: all that an adapter changes).")
    private List<String> modules = new ArrayList<>();

    @Option(
        names = "--definition",
        paramLabel = "NAME",
        defaultValue = "paper",
        description =
            "paper: cosine per output unit; shreyassks: down the columns of normalised rows, layers 1 to 6 (default: ${DEFAULT-VALUE}).")
    private String definition = "paper";

    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        defaultValue = "auto",
        description = "cpu, cuda, cuda:N, or auto for a GPU where there is one (default: auto).")
    private String device = "auto";
  }

  public AnalyzeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Definition definition = definition();
    if (output != null && Files.exists(output) && !Files.isDirectory(output)) {
      throw new UsageException(output + " is a file; name a folder for the analysis");
    }
    List<Series> series = series();
    AnalysisOptions options =
        new AnalysisOptions(how.modules, definition, Device.parse(how.device));
    Decomposition result;
    try (ModelFiles base =
        Checkpoint.open(ModelReference.resolve(model), new DownloadLine(terminal))) {
      result = new DecompositionAnalysis(base, options).run(series, this::progress);
    }
    if (output != null) {
      DecompositionFiles.write(result, output);
      DecompositionCharts.write(output);
    }
    report(result);
    return ExitStatus.SUCCESS;
  }

  private Definition definition() {
    return switch (how.definition.toLowerCase(Locale.ROOT)) {
      case "paper" -> Definition.PAPER;
      case "shreyassks" -> Definition.SHREYASSKS;
      default ->
          throw new UsageException(
              "--definition must be paper or shreyassks but is '" + how.definition + "'");
    };
  }

  private List<Series> series() {
    if (tuned.runs.isEmpty() && tuned.adapters.isEmpty() && tuned.models.isEmpty()) {
      throw new UsageException(
          "there is nothing to analyse: name a --run, an --adapter or a --checkpoint");
    }
    SeriesList list = new SeriesList();
    tuned.runs.forEach(list::run);
    tuned.adapters.forEach(list::adapter);
    tuned.models.forEach(list::model);
    return list.series();
  }

  private void progress(int done, int all) {
    if (terminal.errColours()) {
      String end = done == all ? "\r\u001b[K" : "";
      terminal.err().printf("\r\u001b[Kmatrix %d of %d%s", done, all, end);
      terminal.err().flush();
    }
  }

  private void report(Decomposition result) {
    if (json) {
      terminal.out().println(Json.pretty(DecompositionFiles.json(result)));
      return;
    }
    new AnalysisTable(result).print(terminal);
    if (output != null) {
      terminal.note(terminal.errStyle().faint("charts and tables are in " + output));
    }
  }
}
