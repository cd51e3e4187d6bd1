package org.dora4j.serve;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Serves a model over HTTP: OpenAI's {@code /v1/completions}, {@code /v1/chat/completions} and
 * {@code /v1/models}, the demo's {@code /generate}, {@code /health}, and a page at {@code /}.
 * docs/serving.md describes them.
 */
public final class ModelServer implements AutoCloseable {
  private static final int PATIENCE_MS = 3000;
  private static final int LOOK_MS = 10;

  static {
    // Without this the system may hold small packets back, which a stream consists of.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final ModelThread thread;
  private final HttpServer http;
  private final ExecutorService handlers;
  private final AtomicInteger active = new AtomicInteger();
  private final ServerOptions options;
  private final Consumer<String> log;

  private ModelServer(
      ServedModel model, ServerOptions options, Consumer<String> log, HttpServer http) {
    this.options = options;
    this.log = log;
    this.http = http;
    this.thread = new ModelThread(options.waiting());
    Desk desk = new Desk(model, thread, options.template());
    Facts facts = new Facts(desk, options.apiKey().isPresent());
    open("GET", "/", facts::page);
    open("GET", "/health", facts::health);
    locked("GET", "/v1/models", facts::models);
    locked("POST", "/v1/completions", new TextHandler(desk, new CompletionsApi()));
    locked("POST", "/v1/chat/completions", new TextHandler(desk, new ChatApi()));
    locked("POST", "/generate", new TextHandler(desk, new InstructionApi()));
    AtomicInteger count = new AtomicInteger();
    handlers =
        Executors.newCachedThreadPool(
            task -> {
              Thread made = new Thread(task, "dora4j request " + count.incrementAndGet());
              made.setDaemon(true);
              return made;
            });
    http.setExecutor(handlers);
  }

  /**
   * Starts to listen.
   *
   * @param model stays the caller's; nobody else may use it before the server is closed
   * @param log hears a line about each request
   * @throws UncheckedIOException if the address cannot be listened at
   * @throws org.dora4j.data.DataException if there is no such template
   */
  public static ModelServer start(ServedModel model, ServerOptions options, Consumer<String> log) {
    HttpServer http = bind(options);
    try {
      ModelServer server = new ModelServer(model, options, log, http);
      http.start();
      return server;
    } catch (RuntimeException e) {
      http.stop(0);
      throw e;
    }
  }

  private static HttpServer bind(ServerOptions options) {
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "there is no host \"%s\"; name this machine's address, or 127.0.0.1"
              .formatted(options.host()));
    }
    try {
      return HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new UncheckedIOException(
          "Port %d of %s cannot be listened at (%s); choose another port"
              .formatted(options.port(), options.host(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen at " + address, e);
    }
  }

  private void open(String method, String path, HttpHandler handler) {
    context(method, path, Optional.empty(), handler);
  }

  private void locked(String method, String path, HttpHandler handler) {
    context(method, path, options.apiKey(), handler);
  }

  private void context(String method, String path, Optional<String> key, HttpHandler handler) {
    http.createContext(path, new Guard(method, path, key, handler, active, log));
  }

  /** The port that is listened at. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** Ends what is being written, answers what waits, and stops to listen. */
  @Override
  public void close() {
    thread.close();
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (active.get() > 0 && System.currentTimeMillis() < end) {
      try {
        Thread.sleep(LOOK_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    http.stop(0);
    handlers.shutdownNow();
  }
}
