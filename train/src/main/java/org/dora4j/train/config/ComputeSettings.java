package org.dora4j.train.config;

import java.util.Map;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;

/**
 * Where and in what precision a run computes. Whatever it is, trained values and the optimiser's
 * state are F32 (F64 for fp64).
 *
 * @param device cpu, cuda, cuda:N, or auto for a GPU where there is one
 * @param dtype fp32, bf16, fp16 (with a loss scale, see {@link org.dora4j.train.optim.LossScale}),
 *     fp64, or auto for bf16 on a GPU and fp32 on a CPU
 * @param recompute keep only each block's input and run its forward pass again in backward: far
 *     less memory, about a third more time
 */
public record ComputeSettings(String device, String dtype, boolean recompute) {
  private static final String AUTO = "auto";

  static ComputeSettings from(Settings settings) {
    return new ComputeSettings(
        settings.text("device", AUTO),
        settings.text("dtype", AUTO),
        settings.flag("recompute", false));
  }

  void check(Problems problems) {
    problems.require(
        device.matches("(?i)auto|cpu|cuda(:\\d+)?"),
        "device",
        "must be cpu, cuda, cuda:N or auto but is '" + device + "'");
    try {
      DType type = dtype.equals(AUTO) ? DType.F32 : DType.parse(dtype);
      problems.require(
          type.isFloating(),
          "dtype",
          "must be fp32, bf16, fp16 or auto for training but is '" + dtype + "'");
    } catch (IllegalArgumentException e) {
      problems.add("dtype", "must be fp32, bf16, fp16, fp64 or auto but is '" + dtype + "'");
    }
  }

  /**
   * The device that is meant.
   *
   * @throws IllegalArgumentException if a GPU is asked for that is not there
   */
  public Device resolvedDevice() {
    return Device.parse(device);
  }

  /** The type that is meant on a device. */
  public DType resolvedDtype(Device on) {
    if (dtype.equals(AUTO)) {
      return on.cuda() ? DType.BF16 : DType.F32;
    }
    return DType.parse(dtype);
  }

  void write(Map<String, Object> out) {
    out.put("device", device);
    out.put("dtype", dtype);
    out.put("recompute", recompute);
  }
}
