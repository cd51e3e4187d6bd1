package org.dora4j.cli.options;

import java.util.Optional;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to compute, and in which type. */
public final class DeviceOptions {
  private static final String AUTO = "auto";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = AUTO,
      description = "cpu, cuda, cuda:N, or auto for a GPU where there is one (default: auto).")
  private String device = AUTO;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "fp32, bf16, fp16 or fp64 (default: bf16 on a GPU, fp32 on a CPU).")
  private @Nullable String dtype;

  /**
   * The device asked for.
   *
   * @throws IllegalArgumentException if there is no such device
   */
  public Device device() {
    return Device.parse(device);
  }

  /** The type asked for, if one is. */
  public Optional<DType> asked() {
    return Optional.ofNullable(dtype).map(DeviceOptions::floating);
  }

  /** The type asked for, or the one that suits the device. */
  public DType dtype() {
    return asked().orElse(device().cuda() ? DType.BF16 : DType.F32);
  }

  /** A type to compute in, by its name. */
  static DType floating(String name) {
    DType dtype = DType.parse(name);
    if (!dtype.isFloating()) {
      throw new UsageException("--dtype must be fp32, bf16, fp16 or fp64 but is '" + name + "'");
    }
    return dtype;
  }
}
