package org.dora4j.cli;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system of its own, mounted where the machine allows it and unmounted by close. */
final class FullDisk implements AutoCloseable {
  private final Path folder;

  private FullDisk(Path folder) {
    this.folder = folder;
  }

  /** Mounts a file system of so many bytes; skips the test, saying why, where that is refused. */
  static FullDisk mount(Path folder, long bytes) throws IOException, InterruptedException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"),
        "only Linux has small file systems in memory");
    Files.createDirectories(folder);
    String refused =
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + bytes, "none", folder + ""));
    if (!refused.isEmpty()) {
      abort("A file system of its own needs the rights of root, but mount said: " + refused);
    }
    return new FullDisk(folder);
  }

  /** Makes the file system so many bytes large, as freeing space elsewhere would. */
  void resize(long bytes) throws IOException, InterruptedException {
    require(run(List.of("mount", "-o", "remount,size=" + bytes, folder + "")));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // A file that was mapped keeps the file system busy until its buffer is collected; lazily, the
    // folder is free at once.
    require(run(List.of("umount", "--lazy", folder + "")));
  }

  private static void require(String refused) throws IOException {
    if (!refused.isEmpty()) {
      throw new IOException(refused);
    }
  }

  /** Runs a command; returns why it failed, or nothing. */
  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return "there is no command " + command.get(0);
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? "" : said.isBlank() ? "status " + status : said.strip();
  }
}
