package org.dora4j.torch.fused;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * A weight in NF4, as QLoRA has it (Dettmers et al., arXiv 2305.14314, §3) and bitsandbytes packs
 * it: 64 neighbours in row-major order share a scale, the largest of their magnitudes, and each is
 * the nearest of sixteen numbers times that scale. Two codes a byte, the first in the upper bits.
 *
 * <p>4.5 bits a weight; 4.127 where the scales are quantised again.
 */
public final class Nf4Weight extends PackedWeight {

  /** Weights that share a scale. */
  static final int BLOCK = 64;

  /** Scales smaller than this count as this where they divide: a block of zeros stays zeros. */
  static final double LEAST = 1e-38;

  /** What two bytes stand for. */
  private static final DeviceTable FOURS = new DeviceTable(CodeBook.NF4::fours);

  /** Weights packed at a time: what packing takes for a moment is ten times as large. */
  private static final long SLAB = 1L << 23;

  private final Tensor codes;
  private final BlockScales scales;

  private Nf4Weight(long[] shape, DType dtype, Tensor codes, BlockScales scales) {
    super(shape, dtype);
    this.codes = codes;
    this.scales = scales;
  }

  /**
   * Packs a weight; it is rounded to the nearest code. The result is in the open scope.
   *
   * @param weight of any shape, F32 or half precision
   * @param doubleQuantised whether the scales are quantised again
   */
  public static Nf4Weight pack(Tensor weight, boolean doubleQuantised) {
    try (Scope scope = Scope.open()) {
      Device device = weight.device();
      Tensor midpoints = CodeBook.NF4.midpoints().to(device);
      Tensor flat = weight.reshape(-1);
      List<Tensor> codes = new ArrayList<>();
      List<Tensor> scales = new ArrayList<>();
      for (long first = 0; first < flat.count(); first += SLAB) {
        packSlab(
            flat.narrow(0, first, Math.min(SLAB, flat.count() - first)), midpoints, codes, scales);
      }
      Tensor absolute = Ops.cat(scales, 0);
      BlockScales stored =
          doubleQuantised ? BlockScales.quantised(absolute) : BlockScales.plain(absolute);
      stored.tensors().forEach(scope::keep);
      return new Nf4Weight(weight.shape(), weight.dtype(), scope.keep(Ops.cat(codes, 0)), stored);
    }
  }

  private static void packSlab(
      Tensor slab, Tensor midpoints, List<Tensor> codes, List<Tensor> scales) {
    try (Scope scope = Scope.open()) {
      Tensor blocks = BlockScales.padded(slab.to(DType.F32), BLOCK).view(-1, BLOCK);
      Tensor scale = Ops.max(Ops.abs(blocks), 1, true);
      Tensor ones = Tensors.ones(DType.F32, slab.device(), 1);
      Tensor normed = Ops.mul(blocks, Ops.div(ones, Ops.clampMin(scale, LEAST)));
      Tensor nibbles = Ops.bucketize(normed, midpoints).to(DType.F32).view(-1, 2);
      Tensor bytes = nibbles.select(1, 0).mul_(16).add_(nibbles.select(1, 1));
      codes.add(scope.keep(bytes.to(DType.U8)));
      scales.add(scope.keep(scale.view(-1)));
    }
  }

  @Override
  Tensor plain() {
    try (Scope scope = Scope.open()) {
      Tensor rows = Ops.addInto(codes.viewAs(DType.I16).to(DType.I32), 1 << 15);
      Tensor values = Ops.embedding(FOURS.on(device()), rows).view(-1, BLOCK);
      values.mul_(scales.tensor().unsqueeze(1));
      return scope.keep(values.view(-1).narrow(0, 0, count()).view(shape()).to(dtype()));
    }
  }

  /** Numbers in F32, and a row of the table for four of them. */
  @Override
  int plainBytes() {
    return 5;
  }

  @Override
  int packing() {
    return 1;
  }

  @Override
  List<Tensor> pointers() {
    List<Tensor> all = new ArrayList<>(List.of(codes));
    all.addAll(scales.tensors());
    return all;
  }

  @Override
  List<Tensor> parts() {
    List<Tensor> all = new ArrayList<>(scales.tensors());
    all.add(codes);
    return all;
  }
}
