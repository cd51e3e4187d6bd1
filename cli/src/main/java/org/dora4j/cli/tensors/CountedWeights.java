package org.dora4j.cli.tensors;

import java.util.Set;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/** Weights that say on a terminal how many of them have been written. */
final class CountedWeights implements WeightSource {
  private final WeightSource source;
  private final Terminal terminal;
  private int done;

  CountedWeights(WeightSource source, Terminal terminal) {
    this.source = source;
    this.terminal = terminal;
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public long[] shape(String name) {
    return source.shape(name);
  }

  @Override
  public DType dtype(String name) {
    return source.dtype(name);
  }

  @Override
  public Tensor tensor(String name) {
    return source.tensor(name);
  }

  @Override
  public void done(String name) {
    source.done(name);
    done++;
    if (terminal.errColours()) {
      int all = names().size();
      String end = done == all ? "\r\u001b[K" : "";
      terminal.err().printf("\r\u001b[Ktensor %d of %d%s", done, all, end);
      terminal.err().flush();
    }
  }

  /** The source belongs to the caller. */
  @Override
  public void close() {}
}
