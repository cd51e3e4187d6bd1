package org.dora4j.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies of requests, writes answers. */
final class Answers {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LARGEST_BODY = 4 << 20;
  static final int OK = 200;

  private Answers() {}

  /**
   * The body of a request.
   *
   * @throws RequestException if it has more than 4 MiB
   */
  static byte[] body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    if (bytes.length > LARGEST_BODY) {
      throw RequestException.of(
          RequestException.TOO_LARGE, "too_large", "The request has more than 4 MiB.");
    }
    return bytes;
  }

  static void json(HttpExchange exchange, int status, ObjectNode node) throws IOException {
    bytes(exchange, status, "application/json; charset=utf-8", JSON.writeValueAsBytes(node));
  }

  static void bytes(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Begins an answer of events, which are sent one by one. */
  static void beginEvents(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(OK, 0);
  }

  static void event(HttpExchange exchange, String data) throws IOException {
    exchange.getResponseBody().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  static void event(HttpExchange exchange, ObjectNode data) throws IOException {
    event(exchange, JSON.writeValueAsString(data));
  }

  /** A failure as JSON, in OpenAI's shape. */
  static ObjectNode error(RequestException failure) {
    boolean theirs = failure.status() < RequestException.FAULT;
    ObjectNode node = JSON.createObjectNode();
    ObjectNode error =
        node.putObject("error")
            .put("message", failure.getMessage())
            .put("type", theirs ? "invalid_request_error" : "server_error");
    if (failure.field().isEmpty()) {
      error.putNull("param");
    } else {
      error.put("param", failure.field());
    }
    error.put("code", failure.code());
    return node;
  }
}
