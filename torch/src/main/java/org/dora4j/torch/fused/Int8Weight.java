package org.dora4j.torch.fused;

import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A weight [out, in] in 8 bits, as LLM.int8() stores it (Dettmers et al., arXiv 2208.07339): each
 * row is integers from −127 to 127 times the largest of its magnitudes / 127. Activations stay as
 * they are; products are those of the numbers that the codes stand for.
 */
public final class Int8Weight extends PackedWeight {
  private static final float MOST = 127;

  /** 1/127 as bitsandbytes multiplies with it. */
  private static final float STEP = 7.874015718698502e-3f;

  private final Tensor codes;
  private final Tensor scales;

  private Int8Weight(DType dtype, Tensor codes, Tensor scales) {
    super(codes.shape(), dtype);
    this.codes = codes;
    this.scales = scales;
  }

  /**
   * Packs a weight [out, in]; it is rounded to the nearest code. The result is in the open scope.
   */
  public static Int8Weight pack(Tensor weight) {
    try (Scope scope = Scope.open()) {
      Tensor wide = weight.to(DType.F32);
      Tensor scale = Ops.max(Ops.abs(wide), 1, true);
      Tensor factor = Ops.mul(Ops.clampMin(scale, Nf4Weight.LEAST), 1 / MOST);
      Tensor codes = Ops.round(Ops.div(wide, factor)).to(DType.I8);
      return new Int8Weight(weight.dtype(), scope.keep(codes), scope.keep(scale));
    }
  }

  @Override
  Tensor plain() {
    try (Scope scope = Scope.open()) {
      Tensor values = codes.to(DType.F32).mul_(scales).mul_(STEP);
      return scope.keep(values.to(dtype()));
    }
  }

  /** Numbers in F32. */
  @Override
  int plainBytes() {
    return 4;
  }

  @Override
  int packing() {
    return 2;
  }

  @Override
  List<Tensor> pointers() {
    return parts();
  }

  @Override
  List<Tensor> parts() {
    return List.of(codes, scales);
  }
}
