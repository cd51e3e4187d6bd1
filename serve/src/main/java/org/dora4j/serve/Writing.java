package org.dora4j.serve;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A text that one thread writes while another reads it. */
final class Writing {
  private final BlockingQueue<Optional<String>> pieces = new LinkedBlockingQueue<>();
  private volatile boolean wanted = true;
  private volatile @Nullable WrittenText text;
  private volatile @Nullable RuntimeException failure;

  /** The writer has a piece; whether anybody wants more. */
  boolean add(String piece) {
    pieces.add(Optional.of(piece));
    return wanted;
  }

  /** The writer is done. */
  void finish(WrittenText written) {
    text = written;
    pieces.add(Optional.empty());
  }

  /** The writer cannot go on. */
  void fail(RuntimeException cause) {
    failure = cause;
    pieces.add(Optional.empty());
  }

  /** The reader wants no more. */
  void abandon() {
    wanted = false;
  }

  /** The next piece, as soon as there is one; empty at the end. */
  Optional<String> next() {
    try {
      return pieces.take();
    } catch (InterruptedException e) {
      abandon();
      Thread.currentThread().interrupt();
      throw ModelThread.stopped();
    }
  }

  /** The whole text, once it is complete. */
  WrittenText whole() {
    while (next().isPresent()) {
      // Only the end is waited for.
    }
    return written();
  }

  /**
   * The whole text, after {@link #next} has told the end.
   *
   * @throws RuntimeException what the writer failed with
   */
  WrittenText written() {
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
    WrittenText complete = text;
    if (complete == null) {
      throw new IllegalStateException("the text is not complete yet");
    }
    return complete;
  }
}
