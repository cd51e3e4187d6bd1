package org.dora4j.cli.options;

import org.dora4j.cli.terminal.UsageException;
import picocli.CommandLine.Option;

/** How the next token is chosen, and how many there may be. */
public final class SamplingOptions extends DrawOptions {
  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens to write (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  /**
   * Checks the values.
   *
   * @throws UsageException if one makes no sense
   */
  public void check() {
    if (maxTokens < 1) {
      throw new UsageException("--max-tokens must be at least 1 but is " + maxTokens);
    }
    sampling();
  }

  /** Most tokens to write. */
  public int maxTokens() {
    return maxTokens;
  }
}
