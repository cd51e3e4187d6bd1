package org.dora4j.cli.train;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.train.FineTune;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A training run as every command shows it: progress, downloads, Ctrl-C ends it in order, and its
 * report and model card at the end.
 */
public final class TrainingSession {
  private final Terminal terminal;
  private final List<String> command;

  /**
   * @param command whose words go into the run's manifest
   */
  public TrainingSession(Terminal terminal, CommandSpec command) {
    this.terminal = terminal;
    this.command = words(command);
  }

  private static List<String> words(CommandSpec command) {
    List<String> words = new ArrayList<>(List.of("dora4j"));
    words.addAll(command.root().commandLine().getParseResult().originalArgs());
    return words;
  }

  /** Tells what the run would take; returns the exit status. */
  public int rehearse(TrainConfig config, boolean json) {
    FineTune rehearsal = FineTune.of(config).downloading(new DownloadLine(terminal));
    return new DryRunReport(terminal).print(rehearsal.dryRun(), json);
  }

  /**
   * Trains; the result tells whether the user stopped it.
   *
   * @param more who hears of the run too
   */
  public TrainFinish run(TrainConfig config, TrainListener... more) {
    FineTune run = FineTune.of(config).startedBy(command).downloading(new DownloadLine(terminal));
    try (StopSignal stop = StopSignal.listen(() -> stop(run))) {
      List<TrainListener> listeners = new ArrayList<>(List.of(progress(config)));
      listeners.addAll(List.of(more));
      TrainFinish finish = run.run(listeners.toArray(TrainListener[]::new));
      new RunPapers(config, terminal).write(finish.result());
      return finish;
    }
  }

  private ProgressLine progress(TrainConfig config) {
    return terminal.errColours()
        ? ProgressLine.live(terminal.err(), terminal.columns())
        : ProgressLine.plain(terminal.err(), config.run().logEvery());
  }

  private void stop(FineTune run) {
    terminal.note("\nstopping after this step; press Ctrl-C again to stop at once and lose it");
    run.requestStop();
  }
}
