package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.Embedding;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * LoRA and DoRA on a table of embeddings W [V, d], as PEFT defines them:
 *
 * <pre>
 *   V' = W + s (B A)ᵀ,  A [r, V], B [d, r]
 *   LoRA: y = V'[id]          DoRA: y = g ⊙ V'[id],  g = m / ‖V'‖ for each of the d columns
 * </pre>
 *
 * There is no dropout. Computed in F32 or wider; with q = g ⊙ dy and u = Aᵀ[id]: dB = s qᵀu, dA[:,
 * id] += s (qB)ᵀ, dm = Σ dy ⊙ V'[id] / ‖V'‖. The norm is a constant in backward unless it is to be
 * differentiated, which adds −(m ⊙ dm / n²) ⊙ V' to the gradient of V'.
 */
public final class AdaptedEmbedding implements Embedding.Lookup {

  /** Rows of the table held in F32 at once while norms are computed. */
  private static final long CHUNK_ROWS = 8192;

  private final Embedding base;
  private final LowRank lowRank;
  private final @Nullable Parameter magnitude;
  private final boolean detachedNorm;
  private @Nullable Tensor norm;

  /**
   * @param lowRank A [r, V] and B [d, r]
   * @param magnitude m [d] for DoRA, or null for LoRA
   * @param detachedNorm whether the norm counts as a constant in backward
   */
  public AdaptedEmbedding(
      Embedding base, LowRank lowRank, @Nullable Parameter magnitude, boolean detachedNorm) {
    this.base = base;
    this.lowRank = lowRank;
    this.magnitude = magnitude;
    this.detachedNorm = detachedNorm;
  }

  /** The adapter's own parameters: A, B and, with DoRA, m. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(lowRank.parameters());
    if (magnitude != null) {
      all.add(magnitude);
    }
    return all;
  }

  @Override
  public Tensor forward(Tensor ids, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor rows = Ops.embedding(base.weight().value(), ids);
      Tensor low = Ops.matmul(columnsOfA(ids), lowRank.b().value().t());
      Tensor direction = Ops.add(rows.to(low.dtype()), low, lowRank.scaling()); // [N, d]
      tape.push(ids);
      tape.push(direction);
      return scope.keep(gained(direction).to(rows.dtype()));
    }
  }

  @Override
  public void backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor direction = tape.pop();
      Tensor ids = tape.pop();
      Tensor wide = dy.to(direction.dtype());
      accumulateLowRank(gained(wide), ids);
      if (magnitude != null) {
        Tensor sum = Ops.sum(Ops.mul(wide, direction), 0, false);
        Tensor dm = Dora.quotient(sum, norm());
        if (magnitude.isTrainable()) {
          magnitude.gradient().add_(dm);
        }
        if (!detachedNorm) {
          projectOut(magnitude, dm);
        }
      }
    }
  }

  private Tensor columnsOfA(Tensor ids) {
    return Ops.indexSelect(lowRank.a().value(), 1, ids).t(); // [N, r]
  }

  private void accumulateLowRank(Tensor q, Tensor ids) {
    if (lowRank.b().isTrainable()) {
      lowRank.b().gradient().add_(Ops.matmul(q.t(), columnsOfA(ids)), lowRank.scaling());
    }
    if (lowRank.a().isTrainable()) {
      Tensor da = Ops.matmul(q, lowRank.b().value()).mul_(lowRank.scaling()); // [N, r]
      lowRank.a().gradient().indexAdd_(1, ids, da.t().contiguous());
    }
  }

  private void projectOut(Parameter m, Tensor dm) {
    Tensor c = Dora.quotient(Ops.mul(m.value(), dm), Ops.square(norm()));
    Tensor along = Ops.mul(direction(), c); // [V, d]
    if (lowRank.b().isTrainable()) {
      lowRank
          .b()
          .gradient()
          .add_(Ops.matmul(along.t(), lowRank.a().value().t()), -lowRank.scaling());
    }
    if (lowRank.a().isTrainable()) {
      lowRank.a().gradient().add_(Ops.matmul(along, lowRank.b().value()).t(), -lowRank.scaling());
    }
  }

  private Tensor gained(Tensor z) {
    return magnitude == null ? z : Ops.mul(z, Dora.quotient(magnitude.value(), norm()));
  }

  /** ‖V'‖ of each column [d], computed once per change of the parameters. */
  private synchronized Tensor norm() {
    if (norm == null) {
      norm = columnNorms(base.weight().value(), lowRank).retain();
    }
    return norm;
  }

  /** ‖W + s (BA)ᵀ‖ of each column [d]: the magnitude that changes nothing. */
  public static Tensor columnNorms(Tensor table, LowRank lowRank) {
    try (Scope scope = Scope.open()) {
      Tensor sum = Tensors.zeros(lowRank.b().value().dtype(), table.device(), table.size(1));
      for (long start = 0; start < table.size(0); start += CHUNK_ROWS) {
        try (Scope chunk = Scope.open()) {
          long count = Math.min(CHUNK_ROWS, table.size(0) - start);
          sum.add_(Ops.sum(Ops.square(direction(table, lowRank, start, count)), 0, false));
        }
      }
      return scope.keep(sum.sqrt_());
    }
  }

  private static Tensor direction(Tensor table, LowRank lowRank, long start, long count) {
    Tensor b = lowRank.b().value();
    Tensor a = lowRank.a().value().narrow(1, start, count);
    Tensor rows = table.narrow(0, start, count).to(b.dtype());
    return Ops.addMatmul(rows, a.t(), b.t(), 1, lowRank.scaling());
  }

  private Tensor direction() {
    Tensor table = base.weight().value();
    return direction(table, lowRank, 0, table.size(0));
  }

  /** The table [V, d] that gives the same vectors without an adapter, in F32 or wider. */
  public Tensor mergedWeight() {
    Tensor direction = direction();
    DType dtype = direction.dtype();
    return magnitude == null
        ? direction
        : direction.mul_(Dora.quotient(magnitude.value(), norm()).to(dtype));
  }

  /** To be called when parameters have changed. */
  public void refresh(long step) {
    close();
  }

  /** Releases the norms; the parameters belong to whoever made them. */
  public void close() {
    if (norm != null) {
      norm.close();
      norm = null;
    }
  }
}
