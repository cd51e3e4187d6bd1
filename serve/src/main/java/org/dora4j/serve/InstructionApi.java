package org.dora4j.serve;

import tools.jackson.databind.node.ObjectNode;

/**
 * The demo of LLM-Adapters: an instruction and perhaps an input, in the words of a template, with
 * the demo's settings where a request has none of its own.
 *
 * <p>There the temperature, top-p and top-k had no effect, as nothing was drawn; here they have,
 * unless {@code do_sample} is false.
 */
final class InstructionApi implements TextApi {
  private static final SettingsReader SETTINGS =
      new SettingsReader("max_new_tokens", 128, "num_beams", 4, 0.1, 40, 0.75, true);

  @Override
  public TextRequest request(JsonBody body) {
    return new TextRequest(
        body.text("model").orElse(""),
        new Prompt.Instruction(
            body.requiredText("instruction"),
            body.text("input").orElse(""),
            body.text("template").orElse("")),
        SETTINGS.read(body),
        body.has(SETTINGS.limitField()),
        body.flag("stream", false),
        false);
  }

  @Override
  public ObjectNode whole(Reply reply, WrittenText text) {
    ObjectNode node = JSON.createObjectNode().put("text", text.text());
    return ended(node, reply, text);
  }

  @Override
  public ObjectNode piece(Reply reply, String piece) {
    return JSON.createObjectNode().put("text", piece);
  }

  @Override
  public ObjectNode ending(Reply reply, WrittenText text) {
    return ended(JSON.createObjectNode().put("text", ""), reply, text);
  }

  @Override
  public ObjectNode usage(Reply reply, WrittenText text) {
    return TextApi.withUsage(JSON.createObjectNode(), text);
  }

  private static ObjectNode ended(ObjectNode node, Reply reply, WrittenText text) {
    node.put("model", reply.model()).put("seed", reply.seed());
    node.put("finish_reason", TextApi.finishReason(text));
    return TextApi.withUsage(node, text);
  }
}
