package org.dora4j.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a run's files: of the data at once, of the model on a thread of its own while the
 * run trains. SHA-256 reads little more than a gigabyte per second, and a large model would keep
 * its user waiting.
 */
public final class FileHashes implements AutoCloseable {
  private final List<Path> files;
  private final Map<Path, String> hashes = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::run, "dora4j-hashes");
  private @Nullable String problem;
  private volatile boolean closed;
  private boolean begun;

  /**
   * Finds those of the data.
   *
   * @throws RunFolderException if they cannot be read
   */
  public FileHashes(Manifest manifest) {
    this.files = manifest.modelFiles();
    manifest.data().forEach(file -> hashes.put(file, Fingerprint.of(file)));
    thread.setDaemon(true);
  }

  /** Begins with those of the model; does nothing where that has been done. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      thread.start();
    }
  }

  private void run() {
    for (Path file : files) {
      try {
        Optional<String> hash = Fingerprint.of(file, () -> closed);
        if (hash.isEmpty()) {
          return;
        }
        synchronized (hashes) {
          hashes.put(file, hash.get());
        }
      } catch (RunFolderException e) {
        synchronized (hashes) {
          problem = e.getMessage();
        }
      }
    }
  }

  /** Waits for the hashes of all files, except of those that cannot be read. */
  public Map<Path, String> all() {
    begin();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return soFar();
  }

  /** The hashes that have been found. */
  public Map<Path, String> soFar() {
    synchronized (hashes) {
      return Map.copyOf(hashes);
    }
  }

  /** Why a file has no hash, in a sentence; empty where none is known to lack it. */
  public Optional<String> problem() {
    synchronized (hashes) {
      return Optional.ofNullable(problem);
    }
  }

  /** Gives up what has not been found yet. */
  @Override
  public void close() {
    closed = true;
  }
}
