package org.dora4j.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.torch.Memory;

/** Free space where runs are written. */
final class DiskCheck implements Check {
  private static final long LITTLE = 5L << 30;

  private final Path folder;

  DiskCheck(Path folder) {
    this.folder = folder;
  }

  @Override
  public Finding look() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String text = "%s free in %s".formatted(Memory.format(free), folder);
      return free < LITTLE
          ? Finding.slow(
              "disk", text, "Merged models and full checkpoints take as much as the model itself.")
          : Finding.good("disk", text);
    } catch (IOException e) {
      throw new UncheckedIOException("the free space of " + folder + " cannot be read", e);
    }
  }
}
