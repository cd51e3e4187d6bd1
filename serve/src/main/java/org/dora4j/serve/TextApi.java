package org.dora4j.serve;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One way to ask for a text and to be answered: the shapes of requests and answers. */
interface TextApi {
  JsonMapper JSON = new JsonMapper();

  /**
   * Reads a request.
   *
   * @throws RequestException if a field is missing or makes no sense, or asks for something that
   *     this server does not do
   */
  TextRequest request(JsonBody body);

  /** The answer with a whole text. */
  ObjectNode whole(Reply reply, WrittenText text);

  /** What a stream begins with, if it begins before the first piece. */
  default Optional<ObjectNode> opening(Reply reply) {
    return Optional.empty();
  }

  /** One piece of a stream. */
  ObjectNode piece(Reply reply, String piece);

  /** What a stream ends with: why it ended. */
  ObjectNode ending(Reply reply, WrittenText text);

  /** The numbers of tokens, after the end of a stream. */
  ObjectNode usage(Reply reply, WrittenText text);

  /** Why a text ended, in OpenAI's words. */
  static String finishReason(WrittenText text) {
    return text.complete() ? "stop" : "length";
  }

  /** Adds the numbers of tokens, under OpenAI's names. */
  static ObjectNode withUsage(ObjectNode node, WrittenText text) {
    node.putObject("usage")
        .put("prompt_tokens", text.promptTokens())
        .put("completion_tokens", text.tokens())
        .put("total_tokens", text.promptTokens() + text.tokens());
    return node;
  }
}
