package org.dora4j.cli.doctor;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dora4j.cli.terminal.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The help of what the launcher does itself: only before Java starts can its class path be chosen.
 */
@Command(
    name = "setup",
    header = "Choose whether to compute on NVIDIA GPUs, and fetch what that takes.",
    description = {
      "--cuda downloads libtorch for CUDA 13 (464 MB once, 870 MB more when unpacked) in place of that for the CPU, remembers "
          + "the choice for this user, and ends with 'dora4j doctor'. Needs Linux x86-64 and NVIDIA's driver 580 or newer.",
      "",
      "NVIDIA's own libraries (cuBLAS, cuDNN, NCCL and others) come from the machine: those of an installed CUDA 13, or of Python's "
          + "packages (2.1 GB); what is missing is named with the command that fetches it."
    },
    footer = {
      "  ./dora4j setup --cuda",
      "  ./dora4j setup --cuda --libraries ~/cuda13",
      "  ./dora4j setup --cpu"
    })
public final class SetupCommand implements Callable<Integer> {

  @Option(names = "--cuda", description = "Compute on NVIDIA GPUs from now on.")
  private boolean cuda;

  @Option(names = "--cpu", description = "Compute on the CPU from now on.")
  private boolean cpu;

  @Option(
      names = "--libraries",
      paramLabel = "DIR",
      description = "Folder to search for NVIDIA's libraries, folders in it too.")
  private @Nullable Path libraries;

  @Override
  public Integer call() {
    if (cuda == cpu || (libraries != null && !cuda)) {
      throw new UsageException(
          "setup takes either --cuda, with or without --libraries, or --cpu; see 'dora4j setup --help'");
    }
    throw new UsageException(
        "setup is done by the launcher: run ./dora4j setup in dora4j's folder, or put org.bytedeco's pytorch jar with the classifier linux-x86_64-gpu and its two cuda jars on the class path yourself");
  }
}
