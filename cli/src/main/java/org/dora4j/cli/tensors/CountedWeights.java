package org.dora4j.cli.tensors;

import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.file.DerivedWeights;
import org.dora4j.model.file.WeightSource;

/** Weights that say on a terminal how many of them have been written. */
final class CountedWeights extends DerivedWeights {
  private final Terminal terminal;
  private int done;

  CountedWeights(WeightSource source, Terminal terminal) {
    super(source);
    this.terminal = terminal;
  }

  @Override
  public void done(String name) {
    super.done(name);
    done++;
    if (terminal.errColours()) {
      int all = names().size();
      String end = done == all ? "\r\u001b[K" : "";
      terminal.err().printf("\r\u001b[Ktensor %d of %d%s", done, all, end);
      terminal.err().flush();
    }
  }
}
