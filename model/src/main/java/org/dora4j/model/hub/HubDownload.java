package org.dora4j.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.TensorOutput;

/** Brings one file into the cache: goes on where an earlier attempt ended, and checks the hash. */
final class HubDownload {
  private static final int ATTEMPTS = 5;
  private static final int CHUNK = 1 << 20;

  private final HubClient client;
  private final HubCache cache;
  private final HubProgress progress;
  private final Patience patience;

  /**
   * How long to wait.
   *
   * @param pause before the second attempt; doubled before each further one
   * @param stall for the next bytes before the connection is given up
   */
  record Patience(Duration pause, Duration stall) {}

  HubDownload(HubClient client, HubCache cache, HubProgress progress, Patience patience) {
    this.client = client;
    this.cache = cache;
    this.progress = progress;
    this.patience = patience;
  }

  /** Fetches a file unless the cache has it. */
  void fetch(RemoteFile file) throws IOException {
    if (Files.exists(cache.blob(file.etag()))) {
      return;
    }
    try (FileChannel lockFile =
            FileChannel.open(
                cache.lock(file.etag()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.lock()) {
      if (lock.isValid() && !Files.exists(cache.blob(file.etag()))) {
        Path part = cache.incomplete(file.etag());
        Files.createDirectories(part.getParent());
        requireSpace(file, part);
        receive(file, part);
        requireHash(file, part);
        cache.publish(file.etag());
      }
    }
  }

  private static void requireSpace(RemoteFile file, Path part) throws IOException {
    long missing = file.size() - (Files.exists(part) ? Files.size(part) : 0);
    long free = Files.getFileStore(part.getParent()).getUsableSpace();
    if (missing > free) {
      throw new ModelFileException(
          "%s needs %d MiB more, but only %d MiB are free in %s; make room or set HF_HUB_CACHE."
              .formatted(file.name(), missing >> 20, free >> 20, part.getParent()));
    }
  }

  private void receive(RemoteFile file, Path part) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(file, part);
        if (Files.size(part) == file.size()) {
          return;
        }
        throw new IOException("the connection ended early");
      } catch (IOException e) {
        if (attempt == ATTEMPTS || full(e)) {
          throw new ModelFileException(
              "%s could not be fetched: %s; what has arrived is kept, run again to go on."
                  .formatted(file.name(), reason(e)),
              e);
        }
        sleep(patience.pause().multipliedBy(1L << (attempt - 1)));
      }
    }
  }

  private static boolean full(IOException e) {
    return String.valueOf(e.getMessage()).contains("No space left");
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static void sleep(Duration duration) throws IOException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the download was interrupted", e);
    }
  }

  private void attempt(RemoteFile file, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > file.size()) {
      Files.delete(part);
      have = 0;
    }
    progress.report(file.name(), have, file.size());
    if (have == file.size() && Files.exists(part)) {
      return;
    }
    HttpResponse<InputStream> response = client.open(file, have);
    try (InputStream in = response.body()) {
      switch (response.statusCode()) {
        case 200 -> save(in, part, 0, file);
        case 206 -> save(in, part, have, file);
        default -> throw new IOException("status " + response.statusCode());
      }
    }
  }

  private void save(InputStream in, Path part, long from, RemoteFile file) throws IOException {
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(from);
      out.position(from);
      try (StallGuard guard = new StallGuard(in, patience.stall())) {
        copy(in, out, guard, file);
      }
    }
  }

  private void copy(InputStream in, FileChannel out, StallGuard guard, RemoteFile file)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    long reported = out.position();
    for (int count = read(in, chunk, guard); count >= 0; count = read(in, chunk, guard)) {
      guard.alive();
      TensorOutput.write(out, ByteBuffer.wrap(chunk, 0, count));
      if (out.position() - reported >= CHUNK || out.position() == file.size()) {
        reported = out.position();
        progress.report(file.name(), reported, file.size());
      }
      if (out.position() > file.size()) {
        throw new IOException("the server sends more bytes than it announced");
      }
    }
  }

  private static int read(InputStream in, byte[] chunk, StallGuard guard) throws IOException {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw guard.stalled() ? new IOException("the server stopped sending", e) : e;
    }
  }

  private static void requireHash(RemoteFile file, Path part) throws IOException {
    if (!BlobHash.matches(part, file.etag())) {
      Files.delete(part);
      throw new ModelFileException(
          "%s arrived with another hash than the server names; it was deleted, run again."
              .formatted(file.name()));
    }
  }
}
