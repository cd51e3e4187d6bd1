package org.dora4j.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Optional;

/** Answers requests for texts, whole or as a stream of events. */
final class TextHandler implements HttpHandler {
  private final Desk desk;
  private final TextApi api;

  TextHandler(Desk desk, TextApi api) {
    this.desk = desk;
    this.api = api;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    TextRequest request = api.request(JsonBody.parse(Answers.body(exchange)));
    Desk.Taken taken = desk.take(request);
    if (request.stream()) {
      stream(exchange, taken, request.usage());
    } else {
      WrittenText text = taken.writing().whole();
      Answers.json(exchange, Answers.OK, api.whole(taken.reply(), text));
    }
  }

  /** Whoever goes away in the middle ends the text, so that the next one gets its turn. */
  private void stream(HttpExchange exchange, Desk.Taken taken, boolean usage) throws IOException {
    try {
      Answers.beginEvents(exchange);
      Optional<tools.jackson.databind.node.ObjectNode> opening = api.opening(taken.reply());
      if (opening.isPresent()) {
        Answers.event(exchange, opening.get());
      }
      Writing writing = taken.writing();
      for (Optional<String> piece = writing.next(); piece.isPresent(); piece = writing.next()) {
        Answers.event(exchange, api.piece(taken.reply(), piece.get()));
      }
      WrittenText text = writing.written();
      Answers.event(exchange, api.ending(taken.reply(), text));
      if (usage) {
        Answers.event(exchange, api.usage(taken.reply(), text));
      }
      Answers.event(exchange, "[DONE]");
    } catch (RequestException e) {
      Answers.event(exchange, Answers.error(e));
    } catch (IOException | RuntimeException e) {
      taken.writing().abandon();
      throw e;
    }
  }
}
