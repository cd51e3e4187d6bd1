package org.dora4j.torch.fused;

import java.util.List;
import java.util.Objects;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** The part of {@link KernelCheck} that is about weights in few bits. */
final class PackedKernelCheck {
  private final KernelCheck check;

  PackedKernelCheck(KernelCheck check) {
    this.check = check;
  }

  /** What kernels make of codes against what libtorch makes of them. */
  void run(DType dtype, long rows, long columns, long rank) {
    try (Scope scope = Scope.open()) {
      Tensor w = Ops.mul(check.random(dtype, rows, columns), 0.05);
      Tensor a = Ops.mul(check.random(DType.F32, rank, columns), 0.05);
      Tensor b = Ops.mul(check.random(DType.F32, rows, rank), 0.05);
      List<PackedWeight> all =
          List.of(Nf4Weight.pack(w, false), Nf4Weight.pack(w, true), Int8Weight.pack(w));
      for (PackedWeight packed : all) {
        String name = packed.packing() == 2 ? "int8" : "nf4";
        check.compare("unpack " + name, w, packed::tensor, packed::plain);
        merge(name, new MergedWeight.Update(packed, a, b, 2), packed.plain());
        check.smallGains(dtype, new MergedWeight.Update(packed, a, b, 2), rows, columns);
      }
    }
  }

  private void merge(String name, MergedWeight.Update update, Tensor dense) {
    MergedWeight.Update same =
        new MergedWeight.Update(dense, update.a(), update.b(), update.scaling());
    Tensor m = Ops.rowNorm(dense, DType.F32).mul_(1.01);
    MergedWeight.Gains gains = MergedWeight.gains(same, m, null, 1);
    Tensor gain = Objects.requireNonNull(gains.gain());
    check.compare(
        "row norms of " + name,
        dense,
        () -> MergedWeight.gains(update, m, null, 1).norm(),
        gains::norm);
    check.compare(
        "merge of " + name,
        dense,
        () -> MergedWeight.of(update, gain, 0, 1, null),
        () -> MergedWeight.of(same, gain, 0, 1, null));
  }
}
