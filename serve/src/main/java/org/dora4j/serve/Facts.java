package org.dora4j.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the server says about itself: its health, its models, its page. */
final class Facts {
  private static final JsonMapper JSON = new JsonMapper();

  /** The page brings everything along and talks to this server only. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Desk desk;
  private final boolean locked;
  private final long started = System.currentTimeMillis() / 1000;

  /**
   * @param locked whether requests for texts need a key
   */
  Facts(Desk desk, boolean locked) {
    this.desk = desk;
    this.locked = locked;
  }

  void health(HttpExchange exchange) throws IOException {
    ObjectNode node =
        JSON.createObjectNode()
            .put("status", "ok")
            .put("writing", desk.thread().isBusy())
            .put("waiting", desk.thread().waiting())
            .put("api_key", locked)
            .put("max_positions", desk.positions());
    ArrayNode templates = node.putArray("templates");
    desk.templates().forEach(templates::add);
    Answers.json(exchange, Answers.OK, node);
  }

  void models(HttpExchange exchange) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("object", "list");
    ArrayNode data = node.putArray("data");
    for (String name : desk.names()) {
      data.addObject()
          .put("id", name)
          .put("object", "model")
          .put("created", started)
          .put("owned_by", "dora4j");
    }
    Answers.json(exchange, Answers.OK, node);
  }

  void page(HttpExchange exchange) throws IOException {
    try (InputStream in = Facts.class.getResourceAsStream("page.html")) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the page");
      }
      exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      Answers.bytes(exchange, Answers.OK, "text/html; charset=utf-8", in.readAllBytes());
    }
  }
}
