package org.dora4j.serve;

import java.util.List;

/** Fields of OpenAI's requests that change the answer and that this server does not know. */
final class OpenAiFields {
  private OpenAiFields() {}

  /**
   * Refuses a request that asks for something that is not done here, rather than answer another
   * question.
   *
   * @throws RequestException naming the field
   */
  static void requireKnown(JsonBody body) {
    for (String field : List.of("n", "best_of")) {
      if (body.has(field) && body.number(field).orElse(1) != 1) {
        throw RequestException.bad(
            field, "%s must be 1: this server writes one text per request.".formatted(field));
      }
    }
    for (String field : List.of("presence_penalty", "frequency_penalty")) {
      if (body.number(field).orElse(0) != 0) {
        throw notDone(field);
      }
    }
    if (body.flag("echo", false)) {
      throw notDone("echo");
    }
    for (String field : List.of("logit_bias", "suffix", "tools", "functions", "response_format")) {
      if (body.has(field)) {
        throw notDone(field);
      }
    }
  }

  private static RequestException notDone(String field) {
    return RequestException.bad(field, "%s is not supported; leave it out.".formatted(field));
  }

  /** Whether a stream shall end with the numbers of tokens. */
  static boolean usage(JsonBody body) {
    return body.object("stream_options")
        .map(options -> options.flag("include_usage", false))
        .orElse(false);
  }
}
