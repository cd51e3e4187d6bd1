package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Where the texts stand that are being written, one behind another for each prompt. The angles of
 * all positions they can reach are computed once; each step looks its own up on the device.
 */
final class Positions implements AutoCloseable {

  private final Rope.Angles table; // of positions 0, 1, 2 …
  private final Tensor newest; // I64 [N]

  /**
   * @param texts number of texts of each prompt
   * @param limit most tokens that are written
   */
  Positions(Rope rope, Sequences prompts, int texts, int limit, DType dtype, Device device) {
    int[] reachable = new int[prompts.longest() + limit];
    for (int i = 0; i < reachable.length; i++) {
      reachable[i] = i;
    }
    int[] last = new int[prompts.count() * texts];
    for (int i = 0; i < last.length; i++) {
      last[i] = prompts.length(i / texts) - 1;
    }
    try (Scope scope = Scope.open()) {
      Rope.Angles angles = rope.angles(reachable, dtype, device);
      table = new Rope.Angles(angles.cos().retain(), angles.sin().retain());
      newest = Tensors.of(last, last.length).to(device).retain();
    }
  }

  /** Goes on to the next token of every text. */
  void advance() {
    newest.addWhole_(1);
  }

  /** Angles of every text's newest token, [N, 1, e/2] each. */
  Rope.Angles angles() {
    return new Rope.Angles(
        Ops.indexSelect(table.cos(), 0, newest), Ops.indexSelect(table.sin(), 0, newest));
  }

  @Override
  public void close() {
    table.cos().close();
    table.sin().close();
    newest.close();
  }
}
