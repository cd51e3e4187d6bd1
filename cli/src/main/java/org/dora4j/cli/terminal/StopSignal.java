package org.dora4j.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Lets a command end in order when the user presses Ctrl-C or the system asks it to end: the first
 * signal runs an action, the second ends the process at once.
 *
 * <p>A process has one handler for a signal, so that of several listeners the newest one hears it,
 * in whatever order they are closed.
 */
public final class StopSignal implements AutoCloseable {
  private static final List<String> SIGNALS = List.of("INT", "TERM");
  private static final Deque<StopSignal> LISTENING = new ArrayDeque<>();
  private static final Map<String, SignalHandler> BEFORE = new HashMap<>();

  private final Runnable action;
  private final AtomicBoolean received = new AtomicBoolean();

  private StopSignal(Runnable action) {
    this.action = action;
  }

  /** Listens until it is closed. */
  public static StopSignal listen(Runnable action) {
    StopSignal stop = new StopSignal(action);
    synchronized (LISTENING) {
      LISTENING.push(stop);
      if (LISTENING.size() == 1) {
        for (String name : SIGNALS) {
          BEFORE.put(name, Signal.handle(new Signal(name), signal -> tellNewest()));
        }
      }
    }
    return stop;
  }

  private static void tellNewest() {
    StopSignal newest;
    synchronized (LISTENING) {
      newest = LISTENING.peek();
    }
    if (newest != null) {
      newest.receive();
    }
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

  /** Hears no more; the last one to close gives the signals back. Closing twice does nothing. */
  @Override
  public void close() {
    synchronized (LISTENING) {
      if (LISTENING.remove(this) && LISTENING.isEmpty()) {
        BEFORE.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
        BEFORE.clear();
      }
    }
  }
}
