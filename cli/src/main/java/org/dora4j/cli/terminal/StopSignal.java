package org.dora4j.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Lets a command end in order when the user presses Ctrl-C or the system asks it to end: the first
 * signal runs an action, the second ends the process at once.
 */
public final class StopSignal implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final Runnable action;
  private final AtomicBoolean received = new AtomicBoolean();
  private final List<SignalHandler> before = new ArrayList<>();

  private StopSignal(Runnable action) {
    this.action = action;
  }

  /** Listens until it is closed. */
  public static StopSignal listen(Runnable action) {
    StopSignal stop = new StopSignal(action);
    for (String name : SIGNALS) {
      stop.before.add(Signal.handle(new Signal(name), signal -> stop.receive()));
    }
    return stop;
  }

  private void receive() {
    if (received.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitStatus.INTERRUPTED);
    }
    action.run();
  }

  /** Whether a signal has come. */
  public boolean received() {
    return received.get();
  }

  @Override
  public void close() {
    for (int i = 0; i < SIGNALS.size(); i++) {
      Signal.handle(new Signal(SIGNALS.get(i)), before.get(i));
    }
  }
}
