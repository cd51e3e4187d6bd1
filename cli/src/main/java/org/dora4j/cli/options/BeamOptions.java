package org.dora4j.cli.options;

import java.util.Locale;
import java.util.Optional;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.dora4j.model.TextLength;
import picocli.CommandLine.Option;

/** Whether several texts are searched side by side, and which of them is the best. */
public final class BeamOptions {
  @Option(
      names = "--beams",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Texts searched side by side for each prompt; 1 for no search (default: ${DEFAULT-VALUE}).")
  private int beams;

  @Option(
      names = "--length-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "The best text has the largest log p / length^X: higher values favour long texts (default: ${DEFAULT-VALUE}).")
  private double lengthPenalty;

  @Option(
      names = "--text-length",
      paramLabel = "WHAT",
      defaultValue = "written",
      description =
          "What that length counts: written (the text's own tokens), or whole (the prompt's too, as transformers before 4.36) (default: ${DEFAULT-VALUE}).")
  private String textLength = "";

  /**
   * The search that was asked for, if one was.
   *
   * @param sampling draws continuations if its temperature is above 0
   * @throws UsageException if a value makes no sense
   */
  public Optional<Beams> beams(Sampling sampling) {
    if (beams < 1) {
      throw new UsageException("--beams must be at least 1 but is " + beams);
    }
    if (!Double.isFinite(lengthPenalty)) {
      throw new UsageException("--length-penalty must be a number but is " + lengthPenalty);
    }
    TextLength length = length();
    return beams == 1
        ? Optional.empty()
        : Optional.of(new Beams(beams, lengthPenalty, length, sampling));
  }

  private TextLength length() {
    return switch (textLength.toLowerCase(Locale.ROOT)) {
      case "written" -> TextLength.WRITTEN;
      case "whole" -> TextLength.WHOLE;
      default ->
          throw new UsageException(
              "--text-length must be written or whole but is \"" + textLength + "\"");
    };
  }
}
