package org.dora4j.serve;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dora4j.data.chat.Message;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions: a conversation is answered, in the words of the chat template. */
final class ChatApi implements TextApi {
  private static final int LIMIT = 256;
  private static final String NEWER_LIMIT = "max_completion_tokens";

  @Override
  public TextRequest request(JsonBody body) {
    OpenAiFields.requireKnown(body);
    if (body.flag("logprobs", false)) {
      throw RequestException.bad("logprobs", "logprobs is not supported; leave it out.");
    }
    String limit = body.has(NEWER_LIMIT) ? NEWER_LIMIT : "max_tokens";
    List<Message> messages = body.objects("messages").stream().map(ChatApi::message).toList();
    if (messages.isEmpty()) {
      throw RequestException.bad("messages", "messages is empty; there is nothing to answer.");
    }
    return new TextRequest(
        body.text("model").orElse(""),
        new Prompt.Chat(messages),
        new SettingsReader(limit, LIMIT, "beams", 1, 1, 0, 1, false).read(body),
        body.has(limit),
        body.flag("stream", false),
        OpenAiFields.usage(body));
  }

  private static Message message(JsonBody message) {
    return new Message(message.requiredText("role"), content(message));
  }

  /** A text, or a list of parts that are texts. */
  private static String content(JsonBody message) {
    if (!message.isList("content")) {
      return message.requiredText("content");
    }
    return message.objects("content").stream()
        .map(
            part -> {
              if (!part.requiredText("type").equals("text")) {
                throw RequestException.bad(
                    "messages", "The model reads texts only, no pictures or sounds.");
              }
              return part.requiredText("text");
            })
        .collect(Collectors.joining());
  }

  @Override
  public ObjectNode whole(Reply reply, WrittenText text) {
    ObjectNode node = head(reply, "chat.completion");
    ObjectNode choice = node.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", Message.ASSISTANT).put("content", text.text());
    choice.putNull("logprobs").put("finish_reason", TextApi.finishReason(text));
    return TextApi.withUsage(node, text);
  }

  @Override
  public Optional<ObjectNode> opening(Reply reply) {
    ObjectNode delta = JSON.createObjectNode().put("role", Message.ASSISTANT).put("content", "");
    return Optional.of(chunk(reply, delta, Optional.empty()));
  }

  @Override
  public ObjectNode piece(Reply reply, String piece) {
    return chunk(reply, JSON.createObjectNode().put("content", piece), Optional.empty());
  }

  @Override
  public ObjectNode ending(Reply reply, WrittenText text) {
    return chunk(reply, JSON.createObjectNode(), Optional.of(TextApi.finishReason(text)));
  }

  @Override
  public ObjectNode usage(Reply reply, WrittenText text) {
    ObjectNode node = head(reply, "chat.completion.chunk");
    node.putArray("choices");
    return TextApi.withUsage(node, text);
  }

  private static ObjectNode chunk(Reply reply, ObjectNode delta, Optional<String> finish) {
    ObjectNode node = head(reply, "chat.completion.chunk");
    ObjectNode choice = node.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    finish.ifPresentOrElse(
        reason -> choice.put("finish_reason", reason), () -> choice.putNull("finish_reason"));
    return node;
  }

  private static ObjectNode head(Reply reply, String object) {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-" + reply.number())
        .put("object", object)
        .put("created", reply.created())
        .put("model", reply.model())
        .put("seed", reply.seed());
  }
}
