package org.dora4j.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.torch.Device;
import org.dora4j.torch.fused.KernelCheck;
import org.dora4j.torch.fused.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds our kernels against libtorch's operations on the GPU at hand. */
@Command(
    name = "kernels",
    header = "Hold every GPU kernel against its twin in libtorch's operations.",
    description = {
      "Each on odd and on ordinary shapes: the largest difference, relative to the largest value, must be what rounding explains. Times are of one call, the host's part included.",
      "If one differs, -Ddora4j.kernels=off in DORA4J_JAVA_OPTS computes without kernels; please report it."
    },
    footer = {"  dora4j bench kernels --device cuda"})
public final class BenchKernelsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cuda",
      description = "cuda or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device = "cuda";

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Check only what has this regular expression in its name (default: all).")
  private Pattern only = Pattern.compile("");

  public BenchKernelsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Device on = Device.parse(device);
    if (!on.cuda()) {
      throw new IllegalArgumentException(
          "Kernels run on GPUs only; name one with --device cuda or cuda:N.");
    }
    List<KernelCheck.Outcome> outcomes = KernelCheck.run(on, only);
    for (KernelCheck.Outcome outcome : outcomes) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%-4s %-28s %-18s difference %.1e of %.1e  %7.1f us, libtorch %7.1f us%n",
              outcome.passed() ? "ok" : "DIFF",
              outcome.name(),
              outcome.shape(),
              outcome.difference(),
              outcome.bound(),
              outcome.kernelMicros(),
              outcome.plainMicros());
    }
    long failed = outcomes.stream().filter(outcome -> !outcome.passed()).count();
    terminal.out().printf("%d of %d equal%n", outcomes.size() - failed, outcomes.size());
    return failed == 0 && Kernels.usable(on) ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
  }
}
