package org.dora4j.serve;

import java.util.List;
import org.dora4j.model.config.ModelConfig;

/** Checks requests and hands them to the thread that computes. Safe for use by several threads. */
final class Desk {

  /**
   * A request that was taken.
   *
   * @param reply what its answer begins with
   */
  record Taken(Reply reply, Writing writing) {}

  private final ServedModel model;
  private final ModelThread thread;
  private final PromptEncoder encoder;
  private final List<String> names;
  private final int positions;

  /**
   * @param template of instructions, unless a request names another
   * @throws org.dora4j.data.DataException if there is no such template
   */
  Desk(ServedModel model, ModelThread thread, String template) {
    ModelConfig config = model.loaded().transformer().config();
    this.model = model;
    this.thread = thread;
    this.encoder = new PromptEncoder(model.loaded().tokenizer(), config.vocabularySize(), template);
    this.names = model.names();
    this.positions = config.maxPositions();
  }

  List<String> names() {
    return names;
  }

  List<String> templates() {
    return encoder.templates();
  }

  /** Longest text, prompt included, that the model was made for. */
  int positions() {
    return positions;
  }

  ModelThread thread() {
    return thread;
  }

  /**
   * Takes a request.
   *
   * @throws RequestException if it cannot be answered, or too many wait already
   */
  Taken take(TextRequest request) {
    String who = request.model().isEmpty() ? names.get(0) : request.model();
    if (!names.contains(who)) {
      throw RequestException.of(
          RequestException.NOT_FOUND,
          "model_not_found",
          "There is no model \"%s\"; this server has %s.".formatted(who, String.join(", ", names)));
    }
    int[] prompt = encoder.encode(request.prompt());
    WritingSettings settings = fitting(request, prompt.length).settings();
    Writing writing = thread.submit(out -> model.write(who, prompt, settings, out));
    return new Taken(Reply.to(who, settings), writing);
  }

  private TextRequest fitting(TextRequest request, int prompt) {
    int room = positions - prompt;
    int asked = request.settings().maxTokens();
    if (room < 1) {
      throw tooLong("The prompt has %d tokens".formatted(prompt));
    }
    if (asked > room && request.maxTokensAsked()) {
      throw tooLong("The prompt has %d tokens and %d more are asked for".formatted(prompt, asked));
    }
    return asked > room ? request.withMaxTokens(room) : request;
  }

  private RequestException tooLong(String what) {
    return RequestException.of(
        RequestException.BAD_REQUEST,
        "context_length_exceeded",
        "%s, but the model was made for texts of %d.".formatted(what, positions));
  }
}
