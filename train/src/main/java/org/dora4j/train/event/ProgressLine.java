package org.dora4j.train.event;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.Locale;
import org.dora4j.torch.Memory;

/**
 * Shows a run to people: on a terminal one line that redraws itself (bar, loss, learning rate,
 * tokens per second, memory, time left), elsewhere a plain line every few steps.
 */
public final class ProgressLine implements TrainListener {
  private static final String CLEAR = "\r\u001b[K";
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 8;

  private final PrintStream out;
  private final int width;
  private final int every;
  private final StepTimes times = new StepTimes();
  private boolean drawn;

  private ProgressLine(PrintStream out, int width, int every) {
    this.out = out;
    this.width = width;
    this.every = every;
  }

  /**
   * For a terminal that understands ANSI escapes.
   *
   * @param width columns of the terminal
   */
  public static ProgressLine live(PrintStream out, int width) {
    return new ProgressLine(out, Math.max(20, width), 1);
  }

  /**
   * For files and pipes.
   *
   * @param every steps from one line to the next; the first and the last are always shown
   */
  public static ProgressLine plain(PrintStream out, int every) {
    return new ProgressLine(out, 0, Math.max(1, every));
  }

  @Override
  public void onStart(TrainStart start) {
    say(start.trainableLine());
    String time =
        start.seconds().isPresent() ? ", about " + duration(start.seconds().getAsDouble()) : "";
    say(
        String.format(
            Locale.ROOT,
            "%,d examples, %,d steps on %s in %s: about %s of memory%s",
            start.examples(),
            start.steps(),
            start.device(),
            start.dtype(),
            Memory.format(start.memoryBytes()),
            time));
    if (start.resumedAfter() > 0) {
      say("continuing after step " + start.resumedAfter());
    }
  }

  @Override
  public void onStep(TrainStep step) {
    times.add(step.seconds());
    if (width > 0) {
      out.print(CLEAR + liveLine(step));
      out.flush();
      drawn = true;
    } else if (times.count() == 1 || step.step() % every == 0 || step.step() == step.steps()) {
      out.println("step " + step.step() + "/" + step.steps() + "  " + figures(step, "  "));
    }
  }

  private String liveLine(TrainStep step) {
    int percent = (int) (100L * step.step() / step.steps());
    String text = " " + step.step() + "/" + step.steps() + " · " + figures(step, " · ");
    String head = String.format(Locale.ROOT, "%3d%% ", percent);
    int room = width - 1 - head.length() - text.length();
    String bar = room < SHORTEST_BAR ? "" : bar(step, Math.min(room, LONGEST_BAR));
    String line = head + bar + text;
    return line.length() < width ? line : line.substring(0, width - 1);
  }

  private static String bar(TrainStep step, int cells) {
    int full = (int) ((long) cells * step.step() / step.steps());
    return "█".repeat(full) + "░".repeat(cells - full);
  }

  private String figures(TrainStep step, String separator) {
    return String.join(
        separator,
        String.format(Locale.ROOT, "loss %.4f", step.loss()),
        String.format(Locale.ROOT, "lr %.2e", step.learningRate()),
        String.format(Locale.ROOT, "%.0f tok/s", step.tokensPerSecond()),
        Memory.format(step.memoryBytes()),
        duration(times.typical() * (step.steps() - step.step())) + " left");
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    String line = "step " + step.step() + " skipped: its gradient is not finite";
    say(
        step.lossScale().isEmpty()
            ? line
            : line
                + String.format(
                    Locale.ROOT,
                    "; the loss scale falls to %s",
                    BigDecimal.valueOf(step.lossScale().getAsDouble())
                        .stripTrailingZeros()
                        .toPlainString()));
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    say(
        String.format(
            Locale.ROOT,
            "step %d  validation loss %.4f%s",
            evaluation.step(),
            evaluation.loss(),
            evaluation.best() ? " (best)" : ""));
  }

  @Override
  public void onCheckpoint(CheckpointSaved checkpoint) {
    say("step " + checkpoint.step() + "  saved " + checkpoint.folder());
  }

  @Override
  public void onWarning(String sentence) {
    say("warning: " + sentence);
  }

  @Override
  public void onFinish(TrainFinish finish) {
    String end = finish.stopped() ? "stopped after step " : "finished step ";
    say(
        String.format(
            Locale.ROOT,
            "%s%d of %d in %s, %.0f tok/s, peak memory %s",
            end,
            finish.step(),
            finish.steps(),
            duration(finish.seconds()),
            finish.seconds() > 0 ? finish.tokens() / finish.seconds() : 0,
            Memory.format(finish.peakMemoryBytes())));
  }

  /** Prints a line of its own; a line that redraws itself gives way and comes back. */
  private void say(String line) {
    out.println((drawn ? CLEAR : "") + line);
    drawn = false;
  }

  /** Seconds as people read them: {@code 42 s}, {@code 3:20 min}, {@code 5:04 h}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    long minutes = whole / 60;
    return minutes < 60
        ? String.format(Locale.ROOT, "%d:%02d min", minutes, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", minutes / 60, minutes % 60);
  }
}
