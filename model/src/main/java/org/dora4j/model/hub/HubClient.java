package org.dora4j.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.file.ModelFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests that the Hub understands. The token goes to the Hub alone, never to its storage. */
final class HubClient {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTS = 5;

  private final HubSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HubClient(HubSettings settings) {
    this.settings = settings;
  }

  /**
   * A revision of a model.
   *
   * @param commit what the revision stands for
   * @param files names of its files
   */
  record Revision(String commit, List<String> files) {}

  Revision revision(HubReference reference) throws IOException {
    URI uri =
        URI.create(
            "%s/api/models/%s/revision/%s"
                .formatted(
                    settings.endpoint(),
                    reference.repository(),
                    reference.revision().replace("/", "%2F")));
    for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      HttpResponse<byte[]> response = send(request(uri, true).GET(), BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 == 3) {
        uri = onTheHub(uri, response.headers());
      } else {
        requireSuccess(response.statusCode(), reference, "");
        return revision(reference, response.body());
      }
    }
    throw new IOException("the Hub redirects without end");
  }

  private Revision revision(HubReference reference, byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      String commit = json.path("sha").asString("");
      if (commit.matches("[0-9a-f]{40}")) {
        List<String> files = new ArrayList<>();
        for (JsonNode file : json.path("siblings")) {
          files.add(file.path("rfilename").asString(""));
        }
        return new Revision(commit, files);
      }
    } catch (JacksonException e) {
      throw new ModelFileException(strange(reference), e);
    }
    throw new ModelFileException(strange(reference));
  }

  private String strange(HubReference reference) {
    return "%s answers about %s in a way that is not the Hub's; check HF_ENDPOINT."
        .formatted(settings.endpoint(), reference);
  }

  /** Asks for a file's hash, size and place. */
  RemoteFile file(HubReference reference, String commit, String name) throws IOException {
    URI uri =
        URI.create(
            "%s/%s/resolve/%s/%s"
                .formatted(settings.endpoint(), reference.repository(), commit, name));
    for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      HttpResponse<Void> response =
          send(
              request(uri, true).method("HEAD", HttpRequest.BodyPublishers.noBody()),
              BodyHandlers.discarding());
      HttpHeaders headers = response.headers();
      boolean moved = response.statusCode() / 100 == 3;
      if (moved && staysOnTheHub(uri, headers)) {
        uri = onTheHub(uri, headers);
        continue;
      }
      if (!moved) {
        requireSuccess(response.statusCode(), reference, name);
      }
      URI location = moved ? uri.resolve(location(headers)) : uri;
      return new RemoteFile(name, etag(headers, name), size(headers, name), location);
    }
    throw new IOException("the Hub redirects without end");
  }

  /** Opens a file's bytes from an offset on; 200, 206 and 416 come back to the caller. */
  HttpResponse<InputStream> open(RemoteFile file, long offset) throws IOException {
    URI uri = file.location();
    for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      HttpRequest.Builder request = request(uri, isHub(uri)).GET();
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-");
      }
      HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
      if (response.statusCode() / 100 != 3) {
        return response;
      }
      response.body().close();
      uri = uri.resolve(location(response.headers()));
    }
    throw new IOException("the server redirects without end");
  }

  private HttpRequest.Builder request(URI uri, boolean withToken) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(ANSWER).header("User-Agent", "dora4j");
    if (withToken) {
      settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request.build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the download was interrupted");
    }
  }

  private void requireSuccess(int status, HubReference reference, String file) throws IOException {
    if (status / 100 == 2) {
      return;
    }
    String what = file.isEmpty() ? reference.toString() : reference + "/" + file;
    switch (status) {
      case 401, 403 ->
          throw new ModelFileException(
              settings.token().isPresent()
                  ? "The token has no access to %s: accept the model's terms at %s/%s, or use another HF_TOKEN."
                      .formatted(what, settings.endpoint(), reference.repository())
                  : "%s does not exist or needs a token (status %d): look at %s/%s, accept its terms and set HF_TOKEN."
                      .formatted(what, status, settings.endpoint(), reference.repository()));
      case 404 ->
          throw new ModelFileException(
              "There is no %s at %s.".formatted(what, settings.endpoint()));
      default -> throw new IOException("status " + status + " for " + what);
    }
  }

  private boolean isHub(URI uri) {
    URI hub = settings.endpoint();
    return hub.getHost().equalsIgnoreCase(uri.getHost())
        && hub.getPort() == uri.getPort()
        && hub.getScheme().equalsIgnoreCase(uri.getScheme());
  }

  /** A redirect to another name of the same file, not to the storage where its bytes are. */
  private boolean staysOnTheHub(URI from, HttpHeaders headers) throws IOException {
    boolean relative = !location(headers).isAbsolute();
    boolean described = headers.firstValue("x-linked-etag").isPresent();
    return relative || (!described && isHub(from.resolve(location(headers))));
  }

  private URI onTheHub(URI from, HttpHeaders headers) throws IOException {
    URI target = from.resolve(location(headers));
    if (!isHub(target)) {
      throw new IOException("the Hub redirects to " + target.getHost());
    }
    return target;
  }

  private static URI location(HttpHeaders headers) throws IOException {
    try {
      return new URI(
          headers
              .firstValue("location")
              .orElseThrow(() -> new IOException("a redirect without a target")));
    } catch (URISyntaxException e) {
      throw new IOException("a redirect to " + e.getInput(), e);
    }
  }

  /** The name under which the cache keeps the file; it becomes part of a path. */
  private static String etag(HttpHeaders headers, String name) throws IOException {
    String etag =
        headers
            .firstValue("x-linked-etag")
            .or(() -> headers.firstValue("etag"))
            .orElse("")
            .replaceFirst("^W/", "")
            .replace("\"", "");
    if (!etag.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
      throw new IOException("no usable etag for " + name);
    }
    return etag;
  }

  private static long size(HttpHeaders headers, String name) throws IOException {
    long size =
        headers
            .firstValueAsLong("x-linked-size")
            .orElseGet(() -> headers.firstValueAsLong("content-length").orElse(-1));
    if (size < 0) {
      throw new IOException("no size for " + name);
    }
    return size;
  }
}
