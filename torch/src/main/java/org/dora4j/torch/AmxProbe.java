package org.dora4j.torch;

/** The child process of {@link AmxGuard}: one bf16 product large enough for oneDNN to use AMX. */
final class AmxProbe {

  private AmxProbe() {}

  public static void main(String[] args) {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(DType.BF16, Device.CPU, 256, 256);
      double product = Ops.matmul(a, a).to(DType.F32).select(0, 0).select(0, 0).item();
      System.exit(product == 256.0 ? 0 : 1);
    }
  }
}
