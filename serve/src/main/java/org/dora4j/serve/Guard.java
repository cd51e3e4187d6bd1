package org.dora4j.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Lets requests through to a handler, and turns failures into answers. */
final class Guard implements HttpHandler {
  private static final String BEARER = "Bearer ";

  private final String method;
  private final String path;
  private final Optional<String> key;
  private final HttpHandler inner;
  private final AtomicInteger active;
  private final Consumer<String> log;

  /**
   * @param path the only one that is answered, of those below which the server also sends here
   * @param key what the request must show, if anything
   * @param active counts the requests in progress
   * @param log hears one line per request
   */
  Guard(
      String method,
      String path,
      Optional<String> key,
      HttpHandler inner,
      AtomicInteger active,
      Consumer<String> log) {
    this.method = method;
    this.path = path;
    this.key = key;
    this.inner = inner;
    this.active = active;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) {
    long start = System.nanoTime();
    active.incrementAndGet();
    try (exchange) {
      answer(exchange);
      log.accept(
          "%s %s %d in %d ms"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getPath(),
                  exchange.getResponseCode(),
                  (System.nanoTime() - start) / 1_000_000));
    } catch (IOException e) {
      log.accept("%s was left by its client".formatted(path));
    } finally {
      active.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      check(exchange);
      inner.handle(exchange);
    } catch (RequestException e) {
      fail(exchange, e);
    } catch (RuntimeException e) {
      log.accept("%s failed: %s".formatted(path, e));
      fail(
          exchange,
          RequestException.of(
              RequestException.FAULT, "fault", "The server failed: %s".formatted(e.getMessage())));
    }
  }

  private static void fail(HttpExchange exchange, RequestException failure) throws IOException {
    if (exchange.getResponseCode() < 0) {
      if (failure.status() == RequestException.BUSY) {
        exchange.getResponseHeaders().set("Retry-After", "1");
      }
      Answers.json(exchange, failure.status(), Answers.error(failure));
    }
  }

  private void check(HttpExchange exchange) {
    String asked = exchange.getRequestURI().getPath();
    if (!asked.equals(path)) {
      throw RequestException.of(
          RequestException.NOT_FOUND, "not_found", "There is nothing at %s.".formatted(asked));
    }
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw RequestException.of(
          RequestException.WRONG_METHOD,
          "wrong_method",
          "%s takes %s, not %s.".formatted(path, method, exchange.getRequestMethod()));
    }
    if (key.isPresent() && !shown(exchange, key.get())) {
      throw RequestException.of(
          RequestException.UNAUTHORIZED,
          "invalid_api_key",
          "This server wants its key: send the header \"Authorization: Bearer KEY\".");
    }
  }

  /** Takes the same time for every wrong key. */
  private static boolean shown(HttpExchange exchange, String key) {
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    return header != null
        && header.startsWith(BEARER)
        && MessageDigest.isEqual(
            header.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
            key.getBytes(StandardCharsets.UTF_8));
  }
}
