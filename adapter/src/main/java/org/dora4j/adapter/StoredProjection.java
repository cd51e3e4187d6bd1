package org.dora4j.adapter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** What a stored VeRA or DVoRA adapter makes of single weights; A and B are read or drawn once. */
final class StoredProjection implements AutoCloseable {

  private final AdapterFolder folder;
  private final SharedProjection.Size size;
  private @Nullable Tensor a;
  private @Nullable Tensor b;

  StoredProjection(AdapterFolder folder, SharedProjection.Size size) {
    this.folder = folder;
    this.size = size;
  }

  /** Shapes by key of A and B, where the file must or does hold them. */
  Map<String, long[]> shared() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    if (isStored()) {
      shapes.put(PeftKeys.PROJECTION_A, size.a());
      shapes.put(PeftKeys.PROJECTION_B, size.b());
    }
    return shapes;
  }

  /** Shapes by key of the vectors of one module. */
  Map<String, long[]> vectors(Target target) {
    ModuleTree.Module module = target.module();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(PeftKeys.of(module, PeftKeys.VERA_B), new long[] {module.outputs()});
    shapes.put(PeftKeys.of(module, PeftKeys.VERA_D), new long[] {target.rank()});
    if (folder.config().method() == Method.DVORA) {
      shapes.put(PeftKeys.of(module, PeftKeys.VERA_MAGNITUDE), new long[] {module.outputs()});
    }
    return shapes;
  }

  private boolean isStored() {
    return folder.config().projection().saved()
        || folder.tensors().keys().contains(PeftKeys.PROJECTION_A);
  }

  /**
   * What becomes of one module's weight, in the open scope.
   *
   * @param own weight that the file brings along for the model's, or null
   * @param dtype in which it is computed
   */
  AdaptedMatrix matrix(Target target, @Nullable Tensor own, Device device, DType dtype) {
    ModuleTree.Module module = target.module();
    Tensor d = vector(module, PeftKeys.VERA_D, target.rank()).to(dtype);
    Tensor scale = vector(module, PeftKeys.VERA_B, module.outputs()).to(dtype);
    Tensor fewA = a().narrow(1, 0, module.inputs()).to(dtype);
    Tensor fewB = b().narrow(0, 0, module.outputs()).to(dtype);
    boolean dvora = folder.config().method() == Method.DVORA;
    return AdaptedMatrix.updated(
        own,
        Ops.mul(fewA, d.unsqueeze(1)),
        Ops.mul(fewB, scale.unsqueeze(1)),
        1,
        dvora ? vector(module, PeftKeys.VERA_MAGNITUDE, module.outputs()) : null,
        device,
        dtype);
  }

  private Tensor vector(ModuleTree.Module module, String leaf, long length) {
    return folder.checked(PeftKeys.of(module, leaf), new long[] {length}).to(DType.F64);
  }

  private Tensor a() {
    if (a == null) {
      open();
    }
    return Objects.requireNonNull(a);
  }

  private Tensor b() {
    if (b == null) {
      open();
    }
    return Objects.requireNonNull(b);
  }

  private void open() {
    try (Scope scope = Scope.open()) {
      if (isStored()) {
        a = folder.checked(PeftKeys.PROJECTION_A, size.a()).to(DType.F64).retain();
        b = folder.checked(PeftKeys.PROJECTION_B, size.b()).to(DType.F64).retain();
      } else {
        SharedProjection.Draw draw =
            SharedProjection.Draw.of(size, folder.config().projection().key());
        a = draw.a().to(DType.F64).retain();
        b = draw.b().to(DType.F64).retain();
      }
    }
  }

  @Override
  public void close() {
    if (a != null) {
      a.close();
      a = null;
    }
    if (b != null) {
      b.close();
      b = null;
    }
  }
}
