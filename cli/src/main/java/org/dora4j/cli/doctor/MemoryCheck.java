package org.dora4j.cli.doctor;

import org.dora4j.torch.Memory;

/** Main memory, which bounds the size of model and batch on a CPU. */
final class MemoryCheck implements Check {
  private static final long LITTLE = 3L << 30;

  @Override
  public Finding look() {
    long available = Memory.availableBytes();
    String text =
        "%s available of %s"
            .formatted(Memory.format(available), Memory.format(Memory.totalBytes()));
    return available >= 0 && available < LITTLE
        ? Finding.slow(
            "memory",
            text,
            "Enough for models of some 100 million parameters; smaller batches and --recompute help.")
        : Finding.good("memory", text);
  }
}
