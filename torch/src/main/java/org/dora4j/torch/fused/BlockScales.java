package org.dora4j.torch.fused;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The scale of each block of a packed weight: four bytes each, or quantised again ("double
 * quantisation"), which leaves one: {@code scale = map[code] · outer + mean}, with an outer scale
 * for 256 of them.
 *
 * @param codes F32 [blocks], or U8 [blocks] where they are quantised again
 * @param outer F32 [⌈blocks/256⌉], or null
 * @param mean F32 [1], or null
 * @param map F32 [256], what codes stand for, or null
 */
record BlockScales(
    Tensor codes, @Nullable Tensor outer, @Nullable Tensor mean, @Nullable Tensor map) {

  /** Scales that share an outer one. */
  private static final int GROUP = 256;

  /** As they are: F32 [blocks]. */
  static BlockScales plain(Tensor scales) {
    return new BlockScales(scales, null, null, null);
  }

  /** Quantised again, from F32 [blocks]. */
  static BlockScales quantised(Tensor scales) {
    try (Scope scope = Scope.open()) {
      Device device = scales.device();
      long count = scales.count();
      Tensor mean = Ops.mul(Ops.sum(scales), 1.0 / count).view(1);
      Tensor groups = padded(Ops.sub(scales, mean), GROUP).view(-1, GROUP);
      Tensor outer = Ops.max(Ops.abs(groups), 1, true);
      Tensor normed = Ops.div(groups, Ops.clampMin(outer, Nf4Weight.LEAST));
      Tensor codes =
          Ops.bucketize(normed, CodeBook.DYNAMIC.midpoints().to(device)).to(DType.U8).view(-1);
      return new BlockScales(
          scope.keep(codes.narrow(0, 0, count).copy()),
          scope.keep(outer.view(-1)),
          scope.keep(mean),
          scope.keep(CodeBook.DYNAMIC.tensor().to(device)));
    }
  }

  /** F32 [blocks]. */
  Tensor tensor() {
    if (outer == null || mean == null || map == null) {
      return codes;
    }
    try (Scope scope = Scope.open()) {
      Tensor normed = Ops.indexSelect(map, 0, codes.to(DType.I32));
      Tensor groups = padded(normed, GROUP).view(-1, GROUP);
      Tensor scales = groups.mul_(outer.unsqueeze(1)).view(-1).narrow(0, 0, codes.count());
      return scope.keep(scales.add_(mean));
    }
  }

  /** The elements of a tensor and zeros up to a multiple of {@code unit}. */
  static Tensor padded(Tensor flat, int unit) {
    long missing = (unit - flat.count() % unit) % unit;
    return missing == 0
        ? flat
        : Ops.cat(List.of(flat, Tensors.zeros(flat.dtype(), flat.device(), missing)), 0);
  }

  /** All tensors that there are. */
  List<Tensor> tensors() {
    List<Tensor> all = new ArrayList<>(List.of(codes));
    for (Tensor tensor : new @Nullable Tensor[] {outer, mean, map}) {
      if (tensor != null) {
        all.add(tensor);
      }
    }
    return all;
  }
}
