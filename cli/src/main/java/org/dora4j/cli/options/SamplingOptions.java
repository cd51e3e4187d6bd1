package org.dora4j.cli.options;

import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Sampling;
import picocli.CommandLine.Option;

/** How the next token is chosen, and how many there may be. */
public final class SamplingOptions {
  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens to write (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

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
   * Checks the values.
   *
   * @throws UsageException if one makes no sense
   */
  public void check() {
    if (maxTokens < 1) {
      throw new UsageException("--max-tokens must be at least 1 but is " + maxTokens);
    }
    try {
      sampling();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  /** Most tokens to write. */
  public int maxTokens() {
    return maxTokens;
  }

  /** The choice of tokens that was asked for. */
  public Sampling sampling() {
    return new Sampling(temperature, topK, topP, seed);
  }
}
