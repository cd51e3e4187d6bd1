package org.dora4j.model.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dora4j.model.file.ModelFileException;

/**
 * Where models come from and are kept.
 *
 * @param endpoint address of the Hub
 * @param cache folder of the shared cache
 * @param token who is asking, for models that need it
 * @param offline whether only the cache may be used
 */
public record HubSettings(URI endpoint, Path cache, Optional<String> token, boolean offline) {
  private static final String PUBLIC_HUB = "https://huggingface.co";
  private static final Set<String> YES = Set.of("1", "on", "yes", "true");

  /**
   * Reads the variables that Hugging Face's programs read: HF_ENDPOINT, HF_HUB_CACHE, HF_HOME,
   * XDG_CACHE_HOME, HF_TOKEN, HF_TOKEN_PATH, HF_HUB_OFFLINE. The token may also be in the file
   * {@code token} under HF_HOME.
   *
   * @param home the user's home folder
   */
  public static HubSettings of(Map<String, String> environment, Path home) {
    Path caches =
        variable(environment, "XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
    Path hub =
        variable(environment, "HF_HOME")
            .map(folder -> expanded(folder, home))
            .orElse(caches.resolve("huggingface"));
    Path cache =
        variable(environment, "HF_HUB_CACHE")
            .map(folder -> expanded(folder, home))
            .orElse(hub.resolve("hub"));
    Path tokenFile =
        variable(environment, "HF_TOKEN_PATH")
            .map(file -> expanded(file, home))
            .orElse(hub.resolve("token"));
    return new HubSettings(
        endpoint(variable(environment, "HF_ENDPOINT").orElse(PUBLIC_HUB)),
        cache,
        variable(environment, "HF_TOKEN").or(() -> token(tokenFile)),
        YES.contains(variable(environment, "HF_HUB_OFFLINE").orElse("").toLowerCase(Locale.ROOT)));
  }

  /** The settings of this process. */
  public static HubSettings fromEnvironment() {
    return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Path expanded(String folder, Path home) {
    return folder.startsWith("~/") ? home.resolve(folder.substring(2)) : Path.of(folder);
  }

  private static URI endpoint(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
        throw new URISyntaxException(text, "no http address");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new ModelFileException(
          "HF_ENDPOINT is \"%s\", which is not an http address.".formatted(text), e);
    }
  }

  private static Optional<String> token(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      throw new ModelFileException("Cannot read the token in %s: %s.".formatted(file, e), e);
    }
  }

  /** The token stays out of logs and messages. */
  @Override
  public String toString() {
    return "HubSettings[endpoint=%s, cache=%s, token %s, offline=%s]"
        .formatted(endpoint, cache, token.isPresent() ? "given" : "missing", offline);
  }
}
