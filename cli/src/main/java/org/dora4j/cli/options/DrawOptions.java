package org.dora4j.cli.options;

import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Sampling;
import picocli.CommandLine.Option;

/** How the next token is chosen. */
public class DrawOptions {
  @Option(
      names = {"-t", "--temperature"},
      paramLabel = "X",
      defaultValue = "0",
      description =
          "0 takes the most likely token; higher values vary more (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "Draw from the K most likely tokens only; 0 for all (default: ${DEFAULT-VALUE}).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description =
          "Draw from the likeliest tokens that together reach P (default: ${DEFAULT-VALUE}).")
  private double topP;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * The choice of tokens that was asked for.
   *
   * @throws UsageException if a value makes no sense
   */
  public Sampling sampling() {
    try {
      return new Sampling(temperature, topK, topP, seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }
}
