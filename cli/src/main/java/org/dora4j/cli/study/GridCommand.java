package org.dora4j.cli.study;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.cli.train.TrainOptions;
import org.dora4j.study.Cell;
import org.dora4j.study.Grid;
import org.dora4j.study.Study;
import org.dora4j.study.StudyFolder;
import org.dora4j.study.StudyReport;
import org.dora4j.study.StudyRunner;
import org.dora4j.study.Summary;
import org.dora4j.study.SummaryJson;
import org.dora4j.study.TestSets;
import org.dora4j.study.TrainingMix;
import org.dora4j.study.paper.CellPlan;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the studies' commands share: from options to a grid, its run, its report. */
abstract class GridCommand implements Callable<Integer> {
  /** Settings that the study itself gives to each cell. */
  private static final Set<String> GIVEN =
      Set.of("model", "data", "output", "method", "seed", "adapter", "resume", "overwrite");

  private final Terminal terminal;
  private final Study study;
  private final Set<String> without = new HashSet<>();
  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Study|@%n", order = 1)
  private StudyOptions options = new StudyOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Test|@%n", order = 2)
  private AnswerOptions answers = new AnswerOptions();

  @Option(
      names = "--dry-run",
      order = 880,
      description =
          "Only list the cells with the time and memory of their training, by a forecast and a few steps of each kind; write nothing.")
  private boolean dryRun;

  @Option(
      names = "--report-only",
      order = 881,
      description = "Only write tables and charts anew from the cells in --output.")
  private boolean reportOnly;

  @Option(
      names = "--retry-failed",
      order = 882,
      description = "Run cells again that failed earlier.")
  private boolean retryFailed;

  @Option(names = "--json", order = 900, description = "Print the results as JSON.")
  private boolean json;

  GridCommand(Terminal terminal, Study study) {
    this.terminal = terminal;
    this.study = study;
  }

  /**
   * A command with an option for every training setting that its study leaves open.
   *
   * @param without keys of the settings that the study varies
   */
  static CommandLine line(GridCommand command, Set<String> without) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    command.without.addAll(GIVEN);
    command.without.addAll(without);
    TrainOptions.addTo(spec, command.without);
    return new CommandLine(spec);
  }

  /** The study's cells. */
  abstract List<Cell> cells(CellPlan plan, TrainingMix mix);

  /** The tasks to test on and, where {@link #trainsOnTests}, to train on; empty for all. */
  List<String> tasks(StudyOptions given) {
    return given.tasks();
  }

  /** Whether each tested task is trained on by itself. */
  boolean trainsOnTests() {
    return false;
  }

  @Override
  public final Integer call() {
    StudyFolder folder = new StudyFolder(options.output());
    if (reportOnly) {
      print(StudyReport.write(study, folder, terminal::warn), folder);
      return ExitStatus.SUCCESS;
    }
    Grid grid = grid();
    if (dryRun) {
      return new ForecastTable(terminal).print(grid, json);
    }
    StudyRunner runner =
        new StudyRunner(grid, folder, new StudyProgress(terminal), words(), retryFailed);
    StudyRunner.Outcome outcome;
    try (StopSignal stop = StopSignal.listen(() -> stop(runner))) {
      outcome = runner.run();
    }
    print(StudyReport.write(study, folder, terminal::warn), folder);
    if (outcome.stopped()) {
      terminal.note("stopped; the same command goes on from here");
      return ExitStatus.INTERRUPTED;
    }
    return outcome.failed() == 0 ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
  }

  private Grid grid() {
    Map<String, Object> settings =
        new LinkedHashMap<>(TrainOptions.given(spec.commandLine().getParseResult(), without));
    settings.put("model", ModelReference.resolve(options.model()));
    try {
      TestSets tests = TestSets.in(options.testFolder(), tasks(options));
      TrainingMix mix =
          TrainingMix.read(options.data(), trainsOnTests() ? tests.tasks() : options.trainTasks());
      CellPlan plan =
          new CellPlan(
              settings, options.learningRates(), options.ranks(), options.seeds(), tests.tasks());
      List<Cell> cells = cells(plan, mix);
      options.requireUse(
          cells.stream()
              .map(cell -> String.valueOf(cell.settings().get("method")))
              .collect(Collectors.toSet()));
      return new Grid(study.name(), cells, mix, tests, answers.options(settings));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(List.of("dora4j", "study"));
    words.addAll(spec.commandLine().getParseResult().originalArgs());
    return words;
  }

  private void stop(StudyRunner runner) {
    terminal.note("\nstopping after this step; press Ctrl-C again to stop at once and lose it");
    runner.requestStop();
  }

  private void print(Summary summary, StudyFolder folder) {
    if (json) {
      terminal.out().println(SummaryJson.text(summary));
    } else {
      terminal.out().println(StudyReport.plain(summary));
      terminal.out().println("report   " + folder.path().resolve("summary.md"));
    }
  }
}
