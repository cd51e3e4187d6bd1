package org.dora4j.analysis;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * One matrix of the base, read once for all checkpoints. Only a slab of its rows is ever there in
 * F64, so that the memory needed does not follow from the model's size.
 */
final class MatrixPass {
  private static final long CPU_SLAB = 1L << 16;
  private static final long GPU_SLAB = 1L << 23;

  private final ModelFiles base;
  private final Definition definition;
  private final Device device;
  private final long slab;

  MatrixPass(ModelFiles base, Definition definition, Device device) {
    this.base = base;
    this.definition = definition;
    this.device = device;
    // On a CPU a slab of 512 KiB and its few copies stay in the cache, and the C library keeps
    // their memory instead of asking for fresh pages; a GPU wants work enough per launch.
    this.slab = device.cuda() ? GPU_SLAB : CPU_SLAB;
  }

  /** What each checkpoint that changes the matrix did to it, in the order given. */
  List<MatrixChange> run(LayerMatrix name, List<OpenCheckpoint> checkpoints) {
    try (Scope scope = Scope.open()) {
      Tensor whole = base.weights().tensor(name.weight());
      List<MatrixProbe> probes = new ArrayList<>();
      for (OpenCheckpoint checkpoint : checkpoints) {
        if (checkpoint.weights().modules().contains(name.path())) {
          probes.add(new MatrixProbe(checkpoint, name, whole, definition, device));
        }
      }
      Tensor magnitude = Tensors.zeros(DType.F64, device, whole.size(0));
      long rows = Math.max(1, slab / whole.size(1));
      for (long first = 0; first < whole.size(0); first += rows) {
        long count = Math.min(rows, whole.size(0) - first);
        slab(whole.narrow(0, first, count), first, magnitude, probes);
      }
      double[] m = magnitude.toDoubles();
      FiniteRows.require(base.location(), name, m);
      List<MatrixChange> changes = new ArrayList<>();
      probes.forEach(probe -> changes.add(probe.result(name, m)));
      return changes;
    } finally {
      base.weights().done(name.weight());
      checkpoints.forEach(checkpoint -> checkpoint.weights().done(name));
    }
  }

  private void slab(Tensor stored, long first, Tensor magnitude, List<MatrixProbe> probes) {
    try (Scope scope = Scope.open()) {
      DecomposedRows before = DecomposedRows.of(stored.to(device).to(DType.F64));
      magnitude.narrow(0, first, stored.size(0)).copy_(before.magnitude());
      @Nullable Series series = null;
      @Nullable Tensor previous = null;
      for (MatrixProbe probe : probes) {
        boolean sameRun = probe.checkpoint().series() == series;
        previous = probe.add(first, before, sameRun ? previous : null);
        series = probe.checkpoint().series();
      }
    }
  }
}
