package org.dora4j.torch;

import java.util.Iterator;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of native memory: every tensor made on this thread while a scope is open is released
 * when that scope closes, except those that were kept.
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor y = Ops.matmul(a, b);
 *   return scope.keep(Ops.silu(y));   // y is released here, the result lives in the caller's scope
 * }
 * }</pre>
 */
public final class Scope implements AutoCloseable {

  private final PointerScope pointers;

  private Scope(PointerScope pointers) {
    this.pointers = pointers;
  }

  /** Opens a scope inside the ones already open on this thread. Close it on the same thread. */
  public static Scope open() {
    Natives.load();
    return new Scope(new PointerScope());
  }

  /**
   * Lets {@code tensor} outlive this scope: it then belongs to the scope around this one, or, where
   * there is none, to the caller, who calls {@link Tensor#close()}.
   */
  public Tensor keep(Tensor tensor) {
    PointerScope outer = outer();
    if (outer == null) {
      tensor.retain();
    } else {
      outer.attach(tensor.torch);
    }
    return tensor;
  }

  private @Nullable PointerScope outer() {
    Iterator<PointerScope> open = PointerScope.getScopeIterator();
    while (open.hasNext()) {
      if (open.next() == pointers) {
        return open.hasNext() ? open.next() : null;
      }
    }
    return null;
  }

  @Override
  public void close() {
    pointers.close();
  }
}
