package org.dora4j.model.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dora4j.model.file.ModelFileException;

/**
 * Models by name, from the Hub or a mirror, through the cache that Hugging Face's programs share:
 * what they have fetched is not fetched again, and the other way round.
 */
public final class Hub {
  private static final HubDownload.Patience USUAL =
      new HubDownload.Patience(Duration.ofSeconds(1), Duration.ofSeconds(60));

  private final HubSettings settings;
  private final HubDownload.Patience patience;

  public Hub(HubSettings settings) {
    this(settings, USUAL);
  }

  Hub(HubSettings settings, HubDownload.Patience patience) {
    this.settings = settings;
    this.patience = patience;
  }

  /**
   * The folder of a model or an adapter, with its configuration, weights and tokenizer; fetched
   * where the cache does not have it. Without a network, what was fetched last is used.
   *
   * @throws ModelFileException if there is no such model, it needs a token, the network or the disk
   *     fails, or HF_HUB_OFFLINE is set and the cache does not have it
   */
  public Path fetch(HubReference reference, HubProgress progress) {
    HubCache cache = new HubCache(settings.cache(), reference.repository());
    try {
      Optional<Path> cached = cache.snapshot(reference);
      if (settings.offline()) {
        return cached.orElseThrow(
            () ->
                new ModelFileException(
                    "%s is not in the cache %s, and HF_HUB_OFFLINE forbids to fetch it."
                        .formatted(reference, settings.cache())));
      }
      return fetch(reference, cache, progress, cached);
    } catch (IOException e) {
      throw new ModelFileException(
          "The cache %s cannot be used: %s.".formatted(settings.cache(), e), e);
    }
  }

  private Path fetch(
      HubReference reference, HubCache cache, HubProgress progress, Optional<Path> cached)
      throws IOException {
    HubClient client = new HubClient(settings);
    HubClient.Revision revision;
    try {
      revision = client.revision(reference);
    } catch (IOException e) {
      return cached.orElseThrow(() -> unreachable(reference, e));
    }
    List<String> wanted = ModelFileNames.wanted(revision.files());
    if (wanted.isEmpty()) {
      throw new ModelFileException(
          "%s holds neither a model nor an adapter in safetensors files.".formatted(reference));
    }
    HubDownload download = new HubDownload(client, cache, progress, patience);
    for (String name : wanted) {
      RemoteFile file = file(client, reference, revision.commit(), name);
      download.fetch(file);
      cache.link(revision.commit(), name, file.etag());
    }
    if (!reference.isCommit()) {
      cache.remember(reference.revision(), revision.commit());
    }
    return cache.snapshot(revision.commit());
  }

  private RemoteFile file(HubClient client, HubReference reference, String commit, String name) {
    try {
      return client.file(reference, commit, name);
    } catch (IOException e) {
      throw unreachable(reference, e);
    }
  }

  private ModelFileException unreachable(HubReference reference, IOException e) {
    String message = e.getMessage();
    return new ModelFileException(
        "%s is not in the cache and %s cannot be reached (%s)."
            .formatted(
                reference,
                settings.endpoint(),
                message == null ? e.getClass().getSimpleName() : message),
        e);
  }
}
