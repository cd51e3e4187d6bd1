package org.dora4j.serve;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's completions: a prompt is continued. */
final class CompletionsApi implements TextApi {
  private static final int LIMIT = 16;
  private static final SettingsReader SETTINGS =
      new SettingsReader("max_tokens", LIMIT, "beams", 1, 1, 0, 1, false);

  @Override
  public TextRequest request(JsonBody body) {
    OpenAiFields.requireKnown(body);
    if (body.has("logprobs")) {
      throw RequestException.bad("logprobs", "logprobs is not supported; leave it out.");
    }
    return new TextRequest(
        body.text("model").orElse(""),
        prompt(body),
        SETTINGS.read(body),
        body.has("max_tokens"),
        body.flag("stream", false),
        OpenAiFields.usage(body));
  }

  private static Prompt prompt(JsonBody body) {
    if (body.isIntegers("prompt")) {
      return new Prompt.Ids(body.integers("prompt").stream().mapToInt(id -> id).toArray());
    }
    List<String> texts = body.texts("prompt");
    if (texts.size() != 1) {
      throw RequestException.bad(
          "prompt", "prompt must be one text, or the token ids of one; send a request for each.");
    }
    return new Prompt.Plain(texts.get(0));
  }

  @Override
  public ObjectNode whole(Reply reply, WrittenText text) {
    return TextApi.withUsage(chunk(reply, text.text(), TextApi.finishReason(text)), text);
  }

  @Override
  public ObjectNode piece(Reply reply, String piece) {
    ObjectNode node = chunk(reply, piece, "");
    ((ObjectNode) node.get("choices").get(0)).putNull("finish_reason");
    return node;
  }

  @Override
  public ObjectNode ending(Reply reply, WrittenText text) {
    return chunk(reply, "", TextApi.finishReason(text));
  }

  @Override
  public ObjectNode usage(Reply reply, WrittenText text) {
    ObjectNode node = head(reply);
    node.putArray("choices");
    return TextApi.withUsage(node, text);
  }

  private static ObjectNode chunk(Reply reply, String text, String finish) {
    ObjectNode node = head(reply);
    node.putArray("choices")
        .addObject()
        .put("index", 0)
        .put("text", text)
        .putNull("logprobs")
        .put("finish_reason", finish);
    return node;
  }

  private static ObjectNode head(Reply reply) {
    return JSON.createObjectNode()
        .put("id", "cmpl-" + reply.number())
        .put("object", "text_completion")
        .put("created", reply.created())
        .put("model", reply.model())
        .put("seed", reply.seed());
  }
}
