package org.dora4j.model.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that speaks the Hub's protocol about one model, with the faults that a test asks for.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String REPOSITORY = "acme/tiny";

  /**
   * What reached the server.
   *
   * @param range value of the header Range, empty if missing
   * @param authorization value of the header Authorization, empty if missing
   */
  record Request(String method, String path, String range, String authorization) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch released = new CountDownLatch(1);

  /** Bytes after which the first download of weights breaks off; none if negative. */
  volatile int cutAfter = -1;

  /** Whether the connection stays open, silent, instead of breaking off. */
  volatile boolean stall;

  /** Whether ranges are ignored. */
  volatile boolean wholeFilesOnly;

  /** What is sent instead of the hash of the weights. */
  volatile String wrongHash = "";

  /** Token without which nothing is given out. */
  volatile String token = "";

  /** Where the bytes of weights are, if elsewhere. */
  volatile URI storage = URI.create("");

  FakeHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void put(String name, byte[] content) {
    files.put(name, content);
  }

  List<Request> gets(String name) {
    return requests.stream()
        .filter(request -> request.method.equals("GET") && request.path.endsWith("/" + name))
        .toList();
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  static String gitHash(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[header.length + content.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return hex("SHA-1", all);
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              path,
              header(exchange, "Range"),
              header(exchange, "Authorization")));
      if (!token.isEmpty() && !header(exchange, "Authorization").equals("Bearer " + token)) {
        exchange.sendResponseHeaders(401, -1);
      } else if (path.equals("/api/models/" + REPOSITORY + "/revision/main")
          || path.equals("/api/models/" + REPOSITORY + "/revision/" + COMMIT)) {
        info(exchange);
      } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + COMMIT + "/")
          || path.startsWith("/storage/")) {
        file(exchange, path.substring(path.lastIndexOf('/') + 1));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private void info(HttpExchange exchange) throws IOException {
    StringBuilder siblings = new StringBuilder();
    for (String name : files.keySet()) {
      siblings.append(siblings.isEmpty() ? "" : ",");
      siblings.append("{\"rfilename\":\"").append(name).append("\"}");
    }
    byte[] body =
        "{\"sha\":\"%s\",\"siblings\":[%s]}"
            .formatted(COMMIT, siblings)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private void file(HttpExchange exchange, String name) throws IOException {
    byte[] content = files.get(name);
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    boolean large = name.endsWith(".safetensors");
    if (large) {
      String hash = wrongHash.isEmpty() ? sha256(content) : wrongHash;
      exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
    } else {
      exchange.getResponseHeaders().set("ETag", "\"" + gitHash(content) + "\"");
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      head(exchange, name, content, large);
    } else {
      body(exchange, content, large);
    }
  }

  private void head(HttpExchange exchange, String name, byte[] content, boolean large)
      throws IOException {
    if (large && storage.isAbsolute()) {
      exchange.getResponseHeaders().set("Location", storage + "/storage/" + name);
      exchange.sendResponseHeaders(302, -1);
    } else {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void body(HttpExchange exchange, byte[] content, boolean large) throws IOException {
    String range = header(exchange, "Range");
    int from = 0;
    if (!range.isEmpty() && !wholeFilesOnly) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    int to = content.length;
    boolean broken = large && cutAfter >= 0;
    if (broken) {
      to = cutAfter;
      cutAfter = -1;
    }
    exchange.getResponseBody().write(content, from, to - from);
    exchange.getResponseBody().flush();
    if (broken && stall) {
      await();
    }
  }

  private void await() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
