package org.dora4j.cli.analyze;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.dora4j.analysis.AnalysisOptions;
import org.dora4j.analysis.Decomposition;
import org.dora4j.analysis.DecompositionAnalysis;
import org.dora4j.analysis.DecompositionFiles;
import org.dora4j.analysis.Definition;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.cli.train.TrainOptions;
import org.dora4j.cli.train.TrainingSession;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.report.decomposition.DecompositionCharts;
import org.dora4j.report.decomposition.DecompositionPage;
import org.dora4j.study.decomposition.DecompositionPlan;
import org.dora4j.study.decomposition.LeanCheckpoints;
import org.dora4j.study.decomposition.SeriesList;
import org.dora4j.study.recipe.EarlierRun;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains full, LoRA and DoRA arms with checkpoints and decomposes each. */
@Command(
    name = "decomposition",
    header = "Train full, LoRA and DoRA, and show how each moves magnitude and direction.",
    description = {
      "The paper's section 3.2: the arms share every setting of train but the method and its learning rate; each checkpoint is held against the base. DIR gets a folder for each arm, tables, charts and decomposition.html with the paper's figures beside yours.",
      "What is done is skipped, and what was stopped goes on: give the same command again."
    },
    footer = {
      "  dora4j study decomposition --model M --data train.json --output study \\",
      "               --steps 555 --checkpoints 6 --lr-full 2e-5 --lr 2e-4",
      "  # two arms, on the small model that comes with dora4j",
      "  dora4j study decomposition --model embedded --data train.json --output study \\",
      "               --steps 60 --methods lora,dora --rank 8"
    })
public final class DecompositionStudyCommand implements Callable<Integer> {
  /** Settings that the study itself gives to each arm. */
  private static final Set<String> GIVEN =
      Set.of("method", "adapter", "resume", "save_every", "keep", "keep_best");

  private static final String MODEL = "model";

  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @Option(
      names = "--methods",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "NAME,…",
      order = 800,
      defaultValue = "full,lora,dora",
      description =
          "Arms: some of full, lora, dora, vera, dvora and magnitude (default: ${DEFAULT-VALUE}).")
  private List<String> methods = new ArrayList<>();

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      order = 801,
      defaultValue = "6",
      description = "Checkpoints of each arm, evenly spaced (default: ${DEFAULT-VALUE}).")
  private int checkpoints;

  @Option(
      names = "--lr-full",
      paramLabel = "X",
      order = 802,
      description = "Learning rate of the full arm (default: 2e-5, whatever --lr is).")
  private @Nullable String fullRate;

  @Option(
      names = "--lr-lora",
      paramLabel = "X",
      order = 803,
      description = "Learning rate of the LoRA arm (default: --lr).")
  private @Nullable String loraRate;

  @Option(
      names = "--lr-dora",
      paramLabel = "X",
      order = 804,
      description = "Learning rate of the DoRA arm (default: --lr).")
  private @Nullable String doraRate;

  @Option(
      names = "--lr-vera",
      paramLabel = "X",
      order = 804,
      description = "Learning rate of the VeRA arm (default: --lr, or 4e-3).")
  private @Nullable String veraRate;

  @Option(
      names = "--lr-dvora",
      paramLabel = "X",
      order = 804,
      description = "Learning rate of the DVoRA arm (default: --lr, or 4e-3).")
  private @Nullable String dvoraRate;

  @Option(
      names = "--rank-vera",
      paramLabel = "R",
      order = 804,
      description = "Rank of the VeRA arm (default: --rank, or 256).")
  private @Nullable Integer veraRank;

  @Option(
      names = "--rank-dvora",
      paramLabel = "R",
      order = 804,
      description = "Rank of the DVoRA arm (default: --rank, or 256).")
  private @Nullable Integer dvoraRank;

  @Option(
      names = "--modules",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "NAMES",
      order = 805,
      description = "Matrices to analyse, such as q_proj,v_proj (default: all adapted ones).")
  private List<String> modules = new ArrayList<>();

  private DecompositionStudyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command with an option for every training setting. */
  public static CommandSpec spec(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new DecompositionStudyCommand(terminal));
    TrainOptions.addTo(spec, GIVEN);
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    DecompositionPlan plan = plan();
    requireModules(plan);
    for (Method method : plan.methods()) {
      TrainConfig config = plan.run(method, Map.of());
      if (!config.run().overwrite()) {
        EarlierRun.of(config);
      }
    }
    TrainingSession session = new TrainingSession(terminal, spec);
    for (Method method : plan.methods()) {
      if (!train(plan, method, session)) {
        terminal.note("stopped; the same command goes on from here");
        return ExitStatus.INTERRUPTED;
      }
    }
    analyse(plan);
    return ExitStatus.SUCCESS;
  }

  /** A mistyped module is better found before hours of training than after. */
  private void requireModules(DecompositionPlan plan) {
    if (!modules.isEmpty()) {
      try (ModelFiles base = open(plan)) {
        analysis(base, plan).requireModules();
      } catch (IllegalArgumentException e) {
        throw new UsageException("--modules: " + e.getMessage());
      }
    }
  }

  private ModelFiles open(DecompositionPlan plan) {
    return Checkpoint.open(String.valueOf(plan.settings().get(MODEL)), new DownloadLine(terminal));
  }

  private DecompositionAnalysis analysis(ModelFiles base, DecompositionPlan plan) {
    TrainConfig any = plan.run(plan.methods().get(0), Map.of());
    return new DecompositionAnalysis(
        base, new AnalysisOptions(modules, Definition.PAPER, any.compute().resolvedDevice()));
  }

  private DecompositionPlan plan() {
    Map<String, Object> settings =
        new LinkedHashMap<>(TrainOptions.given(spec.commandLine().getParseResult(), GIVEN));
    for (String key : List.of(MODEL, "data", "output", "steps")) {
      if (!settings.containsKey(key)) {
        throw new UsageException("--" + key + " is missing");
      }
    }
    settings.computeIfPresent(MODEL, (key, model) -> ModelReference.resolve(String.valueOf(model)));
    List<Method> arms = methods.stream().map(this::method).distinct().toList();
    try {
      DecompositionPlan plan = new DecompositionPlan(settings, arms, checkpoints, own());
      arms.forEach(arm -> plan.run(arm, Map.of()));
      return plan;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Method method(String name) {
    try {
      return Method.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--methods names full, lora, dora, vera, dvora and magnitude, but not '" + name + "'");
    }
  }

  private Map<Method, Map<String, Object>> own() {
    Map<Method, Map<String, Object>> own = new EnumMap<>(Method.class);
    put(own, Method.FULL, "lr", fullRate);
    put(own, Method.LORA, "lr", loraRate);
    put(own, Method.DORA, "lr", doraRate);
    put(own, Method.VERA, "lr", veraRate);
    put(own, Method.DVORA, "lr", dvoraRate);
    put(own, Method.VERA, "rank", veraRank);
    put(own, Method.DVORA, "rank", dvoraRank);
    return own;
  }

  private static void put(
      Map<Method, Map<String, Object>> own, Method method, String key, @Nullable Object value) {
    if (value != null) {
      own.computeIfAbsent(method, none -> new LinkedHashMap<>()).put(key, value);
    }
  }

  /** Trains one arm, or what is left of it; false if the user stopped it. */
  private boolean train(DecompositionPlan plan, Method method, TrainingSession session) {
    String name = DecompositionPlan.name(method);
    TrainConfig config = plan.run(method, Map.of());
    EarlierRun earlier = config.run().overwrite() ? EarlierRun.NONE : EarlierRun.of(config);
    if (earlier == EarlierRun.DONE) {
      terminal.note(name + " is already trained: " + config.output());
      return true;
    }
    terminal.note(terminal.errStyle().bold(name));
    Map<String, Object> more =
        switch (earlier) {
          case STOPPED -> Map.of("resume", true);
          case BEGUN -> Map.of("overwrite", true);
          default -> Map.of();
        };
    return !session.run(plan.run(method, more), new LeanCheckpoints()).stopped();
  }

  private void analyse(DecompositionPlan plan) throws IOException {
    SeriesList list = new SeriesList();
    for (Method method : plan.methods()) {
      list.run(plan.output().resolve(DecompositionPlan.name(method)).toString());
    }
    Decomposition result;
    try (ModelFiles base = open(plan)) {
      result = analysis(base, plan).run(list.series(), (done, all) -> {});
    }
    DecompositionFiles.write(result, plan.output());
    DecompositionCharts.write(plan.output());
    Path page = DecompositionPage.write(plan.output());
    new AnalysisTable(result).print(terminal);
    terminal.note("");
    DecompositionPage.signs(plan.output()).forEach(terminal::note);
    terminal.note(terminal.errStyle().faint("look at it:  " + page));
  }
}
