package org.dora4j.cli.study;

import java.nio.file.Path;
import java.util.Locale;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.study.Cell;
import org.dora4j.study.StudyListener;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainListener;

/** Shows a study to people: its cells, their training, their tests. */
final class StudyProgress implements StudyListener {
  private static final String CLEAR = "\r\u001b[K";
  private final Terminal terminal;

  StudyProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  private static String head(int number, int cells, Cell cell) {
    return "cell %d of %d: %s".formatted(number, cells, cell.title());
  }

  @Override
  public void onCell(int number, int cells, Cell cell) {
    terminal.note(terminal.errStyle().bold(head(number, cells, cell)));
  }

  @Override
  public void onDoneBefore(int number, int cells, Cell cell) {
    terminal.note(terminal.errStyle().faint(head(number, cells, cell) + ": done"));
  }

  @Override
  public void onFailedBefore(int number, int cells, Cell cell, String sentence) {
    terminal.warn(
        head(number, cells, cell) + " failed earlier (--retry-failed runs it again): " + sentence);
  }

  @Override
  public TrainListener training(TrainConfig config) {
    return terminal.errColours()
        ? ProgressLine.live(terminal.err(), terminal.columns())
        : ProgressLine.plain(terminal.err(), config.run().logEvery());
  }

  @Override
  public HubProgress downloads() {
    return new DownloadLine(terminal);
  }

  @Override
  public void onQuestions(String task, int done, int total) {
    if (terminal.errColours()) {
      String line = done < total ? "%s %,d/%,d".formatted(task, done, total) : "";
      terminal.err().print(CLEAR + line);
      terminal.err().flush();
    }
  }

  @Override
  public void onTask(String task, double accuracy, Path file) {
    terminal.note(String.format(Locale.ROOT, "%s: %.1f %% right", task, 100 * accuracy));
  }

  @Override
  public void onFailure(Cell cell, String sentence) {
    terminal.warn(cell.title() + " has failed: " + sentence);
  }
}
