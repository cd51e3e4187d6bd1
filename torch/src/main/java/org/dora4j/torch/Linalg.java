package org.dora4j.torch;

import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;

/** Matrix decompositions, used by adapter initialisations and analyses. */
public final class Linalg {

  private Linalg() {}

  /** a = u · diag(s) · vh with s descending. */
  public record Svd(Tensor u, Tensor s, Tensor vh) {}

  /** a = q · r with orthonormal columns in q. */
  public record Qr(Tensor q, Tensor r) {}

  /**
   * Thin singular value decomposition of a matrix [m, n]: u [m, k], s [k], vh [k, n], k = min(m,
   * n).
   */
  public static Svd svd(Tensor a) {
    try {
      T_TensorTensorTensor_T all =
          torch.linalg_svd(a.torch, false, new org.bytedeco.pytorch.StringViewOptional());
      return new Svd(
          new Tensor(all.get0().detach()),
          new Tensor(all.get1().detach()),
          new Tensor(all.get2().detach()));
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }

  /** Reduced QR decomposition of a matrix [m, n]: q [m, k], r [k, n], k = min(m, n). */
  public static Qr qr(Tensor a) {
    try {
      T_TensorTensor_T both = torch.linalg_qr(a.torch);
      return new Qr(new Tensor(both.get0().detach()), new Tensor(both.get1().detach()));
    } catch (RuntimeException e) {
      throw TorchException.from(e);
    }
  }
}
