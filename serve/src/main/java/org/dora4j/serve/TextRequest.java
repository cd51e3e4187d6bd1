package org.dora4j.serve;

/**
 * A request for a text.
 *
 * @param model name of the base model or of an adapter; empty for the server's first
 * @param maxTokensAsked whether the limit was asked for; one that was not gives way to the prompt
 * @param stream whether the text is sent in pieces as it is written
 * @param usage whether a stream ends with the numbers of tokens
 */
record TextRequest(
    String model,
    Prompt prompt,
    WritingSettings settings,
    boolean maxTokensAsked,
    boolean stream,
    boolean usage) {

  /** The same with another limit. */
  TextRequest withMaxTokens(int most) {
    return new TextRequest(
        model,
        prompt,
        new WritingSettings(most, settings.sampling(), settings.search(), settings.stops()),
        maxTokensAsked,
        stream,
        usage);
  }
}
