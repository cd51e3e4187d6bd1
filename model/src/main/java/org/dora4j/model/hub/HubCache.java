package org.dora4j.model.hub;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * One model's part of the shared cache: {@code blobs} holds files by their hash, {@code refs} the
 * commit that each branch or tag stood for, and {@code snapshots} a folder per commit with links
 * into {@code blobs}.
 */
final class HubCache {
  private final Path root;
  private final Path locks;

  HubCache(Path cache, String repository) {
    String name = "models--" + repository.replace("/", "--");
    this.root = cache.resolve(name);
    this.locks = cache.resolve(".locks").resolve(name);
  }

  /** Folder of a commit. */
  Path snapshot(String commit) {
    return root.resolve("snapshots").resolve(commit);
  }

  /** The folder that a reference stood for when it was last fetched. */
  Optional<Path> snapshot(HubReference reference) throws IOException {
    String commit = reference.revision();
    if (!reference.isCommit()) {
      Path ref = ref(reference.revision());
      if (!Files.isRegularFile(ref)) {
        return Optional.empty();
      }
      commit = Files.readString(ref).strip();
    }
    return Optional.of(snapshot(commit)).filter(Files::isDirectory);
  }

  private Path ref(String revision) {
    return root.resolve("refs").resolve(revision);
  }

  void remember(String revision, String commit) throws IOException {
    Files.createDirectories(ref(revision).getParent());
    Files.writeString(ref(revision), commit);
  }

  /** A file by the hash that the server gives it. */
  Path blob(String etag) {
    return root.resolve("blobs").resolve(etag);
  }

  /** What has arrived of a file. */
  Path incomplete(String etag) {
    return root.resolve("blobs").resolve(etag + ".incomplete");
  }

  /** Held while a file is fetched, so that two processes do not write into one. */
  Path lock(String etag) throws IOException {
    Files.createDirectories(locks);
    return locks.resolve(etag + ".lock");
  }

  void publish(String etag) throws IOException {
    Files.move(incomplete(etag), blob(etag), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Puts a blob under its plain name into a commit's folder. */
  void link(String commit, String file, String etag) throws IOException {
    Path link = snapshot(commit).resolve(file);
    if (Files.exists(link) && Files.isSameFile(link, blob(etag))) {
      return;
    }
    Files.createDirectories(snapshot(commit));
    Files.deleteIfExists(link);
    try {
      Files.createSymbolicLink(link, snapshot(commit).relativize(blob(etag)));
    } catch (FileAlreadyExistsException e) {
      // Another process has just put it there.
      return;
    } catch (UnsupportedOperationException | IOException e) {
      // Windows without the right to make links.
      Files.copy(blob(etag), link);
    }
  }
}
