package org.dora4j.cli.evaluate;

import java.util.Locale;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.SuiteListener;
import org.dora4j.eval.SuiteProgress;
import org.dora4j.train.event.ProgressLine;

/**
 * Shows an evaluation: on a terminal one line that redraws itself, elsewhere a plain line every few
 * seconds and one for every finished task. Ctrl-C ends it after the present batch.
 */
final class SuiteLine implements SuiteListener {
  private static final String CLEAR = "\r\u001b[K";
  private static final long NANOS_BETWEEN_LINES = 15_000_000_000L;

  private final Terminal terminal;
  private final StopSignal stop;
  private long last = System.nanoTime();
  private boolean drawn;

  SuiteLine(Terminal terminal, StopSignal stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public void onProgress(SuiteProgress progress) {
    boolean finished = progress.done() == progress.total();
    if (finished) {
      say(line(progress));
    } else if (terminal.errColours()) {
      String line = line(progress);
      int width = Math.min(line.length(), terminal.columns() - 1);
      terminal.err().print(CLEAR + line.substring(0, width));
      terminal.err().flush();
      drawn = true;
    } else if (System.nanoTime() - last > NANOS_BETWEEN_LINES) {
      say(line(progress));
      last = System.nanoTime();
    }
  }

  private static String line(SuiteProgress progress) {
    String left =
        !(progress.secondsLeft() > 0)
            ? ""
            : " · " + ProgressLine.duration(progress.secondsLeft()) + " left";
    return String.format(
        Locale.ROOT,
        "%d/%d %s  %,d/%,d · %.1f %% right%s",
        progress.place(),
        progress.tasks(),
        progress.task().name(),
        progress.done(),
        progress.total(),
        100 * progress.accuracy(),
        left);
  }

  @Override
  public void onWarning(String sentence) {
    clear();
    terminal.warn(sentence);
  }

  @Override
  public boolean stops() {
    return stop.received();
  }

  private void say(String line) {
    clear();
    terminal.note(line);
  }

  private void clear() {
    if (drawn) {
      terminal.err().print(CLEAR);
      drawn = false;
    }
  }
}
