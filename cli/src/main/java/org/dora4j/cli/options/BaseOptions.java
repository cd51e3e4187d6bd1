package org.dora4j.cli.options;

import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Quantisation;
import picocli.CommandLine.Option;

/** In how many bits the base's weights are kept. */
public class BaseOptions {

  @Option(
      names = "--base-bits",
      order = 700,
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Round the weights of the blocks to 4 (NF4) or 8 bits, for an adapter that was trained on such a base; 16 leaves them as they are (default: ${DEFAULT-VALUE}).")
  private int bits = 16;

  @Option(
      names = "--no-double-quantisation",
      order = 701,
      description = "Keep the scales of a 4-bit base in fp32, as bitsandbytes does by default.")
  private boolean plainScales;

  /**
   * The quantisation asked for.
   *
   * @throws UsageException if there is no such one
   */
  public final Quantisation quantisation() {
    if (plainScales && bits != 4) {
      throw new UsageException("--no-double-quantisation goes with --base-bits 4 only");
    }
    try {
      return Quantisation.of(bits, !plainScales);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--base-bits " + e.getMessage());
    }
  }
}
