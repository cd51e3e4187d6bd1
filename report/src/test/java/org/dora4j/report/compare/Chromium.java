package org.dora4j.report.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, driven through its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private String session = "";

  private Chromium(Process process, URI address) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Ears()).join();
  }

  /** What CHROME names, else the first of the usual names on the PATH. */
  static Optional<Path> find() {
    String named = System.getenv("CHROME");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser and opens a file in a window of 1200 × 900 pixels. */
  static Chromium open(Path binary, Path profile, Path file) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(
        List.of("--headless=new", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"));
    command.add("--user-data-dir=" + profile);
    command.add("--window-size=1200,900");
    // Containers run as root, where Chromium refuses its sandbox.
    command.addAll(List.of("--no-sandbox", "about:blank"));
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      Chromium chromium = new Chromium(process, address(process.errorReader()));
      chromium.navigate(file);
      return chromium;
    } catch (IOException | RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  private static URI address(BufferedReader errors) throws IOException {
    String marker = "DevTools listening on ";
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith(marker)) {
        Thread drain = new Thread(() -> errors.lines().forEach(rest -> {}));
        drain.setDaemon(true);
        drain.start();
        return URI.create(line.substring(marker.length()).strip());
      }
    }
    throw new IOException("the browser ended without telling its address");
  }

  private void navigate(Path file) {
    String target =
        call("Target.createTarget", Map.of("url", "about:blank")).path("targetId").asString();
    session =
        call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .path("sessionId")
            .asString();
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Page.enable", Map.of());
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    loaded.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The value of a JavaScript expression. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.path("exceptionDetails").toString());
    }
    return result.path("result").path("value");
  }

  /** Moves, presses or releases the mouse; {@code type} as in the protocol. */
  void mouse(String type, double x, double y) {
    boolean button = !type.equals("mouseMoved");
    call(
        "Input.dispatchMouseEvent",
        Map.of("type", type, "x", x, "y", y, "button", button ? "left" : "none", "clickCount", 1));
  }

  /** What the page complained of: exceptions, console errors, failed requests. */
  List<String> errors() {
    synchronized (events) {
      return events.stream()
          .filter(
              event ->
                  switch (event.path("method").asString("")) {
                    case "Runtime.exceptionThrown" -> true;
                    case "Runtime.consoleAPICalled" ->
                        event.at("/params/type").asString("").equals("error");
                    case "Log.entryAdded" ->
                        event.at("/params/entry/level").asString("").equals("error");
                    default -> false;
                  })
          .map(JsonNode::toString)
          .toList();
    }
  }

  private JsonNode call(String method, Map<String, Object> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    Map<String, Object> message = new java.util.HashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(JSON.writeValueAsString(message), true).join();
    JsonNode reply = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (reply.has("error")) {
      throw new AssertionError(method + ": " + reply.path("error"));
    }
    return reply.path("result");
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Puts fragments together and tells answers from events. */
  private final class Ears implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonNode message = JSON.readTree(text.toString());
        text.setLength(0);
        CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt(-1));
        if (answer != null) {
          answer.complete(message);
        } else {
          events.add(message);
          if (message.path("method").asString("").equals("Page.loadEventFired")) {
            loaded.complete(null);
          }
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
