package org.dora4j.train.config;

import java.util.List;
import java.util.Map;
import org.dora4j.model.Quantisation;
import org.dora4j.model.WeightForm;
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
 * @param baseBits bits that the frozen weights of the blocks' linear layers are kept in: 16 for as
 *     they are computed with, 8 for rows of integers, 4 for NF4 (QLoRA, QDoRA)
 * @param doubleQuantisation whether the scales of 4 bits are quantised again
 */
public record ComputeSettings(
    String device, String dtype, boolean recompute, int baseBits, boolean doubleQuantisation) {
  private static final String AUTO = "auto";
  private static final String BITS = "base_bits";
  private static final String DOUBLE = "double_quantisation";

  /** Settings of a frozen base, which there is none of where all weights are trained. */
  static final List<String> FROZEN = List.of(BITS, DOUBLE);

  static ComputeSettings from(Settings settings) {
    return new ComputeSettings(
        settings.text("device", AUTO),
        settings.text("dtype", AUTO),
        settings.flag("recompute", false),
        settings.integer(BITS, 16),
        settings.flag(DOUBLE, true));
  }

  /**
   * Checks what these settings say of themselves.
   *
   * @param adapted whether the base stays frozen under an adapter
   */
  void check(Problems problems, boolean adapted) {
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
    checkBase(problems, adapted);
  }

  private void checkBase(Problems problems, boolean adapted) {
    boolean known = baseBits == 4 || baseBits == 8 || baseBits == 16;
    problems.require(known, BITS, "must be 4, 8 or 16 but is " + baseBits);
    problems.require(
        adapted || baseBits == 16,
        BITS,
        "goes with a frozen base only, so not with full: leave it out, or train an adapter");
    problems.require(
        doubleQuantisation || baseBits == 4,
        DOUBLE,
        "is about a base of 4 bits only: leave it out, or set base_bits to 4");
  }

  /** How the base is kept. */
  public Quantisation quantisation() {
    return Quantisation.of(baseBits, doubleQuantisation);
  }

  /** What a command line needs to say of the base; empty for one of 16 bits. */
  public List<String> baseOptions() {
    return switch (quantisation()) {
      case NONE -> List.of();
      case NF4 -> List.of("--base-bits", "4", "--no-double-quantisation");
      default -> List.of("--base-bits", String.valueOf(baseBits));
    };
  }

  /** The form of the base on a device. */
  public WeightForm form(Device on) {
    return new WeightForm(resolvedDtype(on), on, quantisation());
  }

  /** The same with the device and type that they come to. */
  public ComputeSettings resolved() {
    Device on = resolvedDevice();
    DType type = resolvedDtype(on);
    String name = type == DType.BF16 ? "bf16" : "fp" + 8 * type.bytes();
    return new ComputeSettings(on.toString(), name, recompute, baseBits, doubleQuantisation);
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
    out.put(BITS, baseBits);
    out.put(DOUBLE, doubleQuantisation);
  }
}
