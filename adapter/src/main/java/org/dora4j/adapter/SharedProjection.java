package org.dora4j.adapter;

import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * The frozen random matrices A [r, most inputs] and B [most outputs, r] of VeRA (Kopiczko et al.,
 * arXiv 2310.11454). There is one pair for all adapted layers of a model; a layer uses the first
 * columns of A and the first rows of B. They have no gradient and no optimiser state.
 */
public final class SharedProjection implements AutoCloseable {

  private final Tensor a;
  private final Tensor b;
  private final Tensor narrowA;
  private final Tensor narrowB;

  private SharedProjection(Tensor a, Tensor b, DType model) {
    this.a = a.retain();
    this.b = b.retain();
    // Layers of a model in half precision multiply in its type, the norms are taken in F32.
    this.narrowA = a.to(model).retain();
    this.narrowB = b.to(model).retain();
  }

  /**
   * Sizes of A and B.
   *
   * @param rank r
   * @param inputs columns of A
   * @param outputs rows of B
   */
  record Size(long rank, long inputs, long outputs) {

    /** What a set of linear modules needs: all have one rank. */
    static Size of(List<Target> targets) {
      long inputs = 0;
      long outputs = 0;
      for (Target target : targets) {
        inputs = Math.max(inputs, target.module().inputs());
        outputs = Math.max(outputs, target.module().outputs());
      }
      return new Size(targets.get(0).rank(), inputs, outputs);
    }

    long[] a() {
      return new long[] {rank, inputs};
    }

    long[] b() {
      return new long[] {outputs, rank};
    }
  }

  /** A and B, F32 on the CPU. */
  record Draw(Tensor a, Tensor b) {

    /**
     * The matrices that PEFT draws for a key: Kaiming-uniform, U(−√(6/fan), √(6/fan)) with the
     * number of columns as fan, A first, from one generator.
     */
    static Draw of(Size size, long key) {
      Rng rng = Rng.ofTorch(key);
      Tensor a = kaiming(rng, size.a());
      return new Draw(a, kaiming(rng, size.b()));
    }

    private static Tensor kaiming(Rng rng, long... shape) {
      double bound = Math.sqrt(3) * (Math.sqrt(2) / Math.sqrt((double) shape[1]));
      return Tensors.uniform(-bound, bound, rng, shape);
    }
  }

  /** Draws the matrices for a model of a type on a device. */
  static SharedProjection drawn(Size size, long key, DType model, Device device) {
    try (Scope scope = Scope.open()) {
      Draw draw = Draw.of(size, key);
      DType master = Initialiser.master(model);
      return new SharedProjection(
          draw.a().to(master).to(device), draw.b().to(master).to(device), model);
    }
  }

  /** Zeros, to be filled by {@link #set}. */
  static SharedProjection empty(Size size, DType model, Device device) {
    try (Scope scope = Scope.open()) {
      DType master = Initialiser.master(model);
      return new SharedProjection(
          Tensors.zeros(master, device, size.a()), Tensors.zeros(master, device, size.b()), model);
    }
  }

  /** Takes other matrices of the same shapes over, from any device and in any type. */
  public void set(Tensor newA, Tensor newB) {
    setA(newA);
    setB(newB);
  }

  void setA(Tensor value) {
    a.copy_(value);
    narrowA.copy_(a);
  }

  void setB(Tensor value) {
    b.copy_(value);
    narrowB.copy_(b);
  }

  public long rank() {
    return a.size(0);
  }

  /** A [r, most inputs] in F32 or wider. */
  public Tensor a() {
    return a;
  }

  /** B [most outputs, r] in F32 or wider. */
  public Tensor b() {
    return b;
  }

  /** The first {@code inputs} columns of A: a view in the model's type, or in F32 or wider. */
  Tensor a(DType dtype, long inputs) {
    return (dtype == narrowA.dtype() ? narrowA : a).narrow(1, 0, inputs);
  }

  /** The first {@code outputs} rows of B: a view in the model's type, or in F32 or wider. */
  Tensor b(DType dtype, long outputs) {
    return (dtype == narrowB.dtype() ? narrowB : b).narrow(0, 0, outputs);
  }

  @Override
  public void close() {
    a.close();
    b.close();
    narrowA.close();
    narrowB.close();
  }
}
