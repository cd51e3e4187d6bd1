package org.dora4j.cli.evaluate;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.Prediction;
import org.dora4j.eval.SuiteListener;
import org.dora4j.eval.SuiteProgress;

/**
 * What the published evaluation scripts print: for each question its text, what the model wrote,
 * the answer found in it and the right one, and after each batch the accuracy so far.
 */
final class PublishedLines implements SuiteListener {
  private static final String RULE = "---------------";

  private final PrintStream out;
  private final Terminal terminal;
  private final StopSignal stop;

  PublishedLines(PrintStream out, Terminal terminal, StopSignal stop) {
    this.out = out;
    this.terminal = terminal;
    this.stop = stop;
  }

  @Override
  public void onAnswers(List<Prediction> predictions) {
    for (Prediction prediction : predictions) {
      out.println(prediction.item().instruction());
      out.println(prediction.text());
      out.println("prediction: " + prediction.answer().orElse(""));
      out.println("label: " + prediction.item().answer());
    }
  }

  @Override
  public void onProgress(SuiteProgress progress) {
    out.println(RULE);
    out.printf(
        Locale.ROOT,
        "test:%d/%d | accuracy %d  %s%n",
        progress.done(),
        progress.total(),
        progress.correct(),
        progress.accuracy());
    out.println(RULE);
    if (progress.done() == progress.total()) {
      out.println("test finished");
    }
  }

  @Override
  public void onWarning(String sentence) {
    terminal.warn(sentence);
  }

  @Override
  public boolean stops() {
    return stop.received();
  }
}
