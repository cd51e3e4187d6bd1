package org.dora4j.serve;

import java.util.Optional;

/**
 * How a server listens.
 *
 * @param host name or address of the interface; 127.0.0.1 lets only this machine in
 * @param port 0 for any free one
 * @param waiting most texts that may wait for the one being written
 * @param apiKey what requests for texts must show, if anything
 * @param template of instructions, unless a request names another: demo, alpaca, commonsense,
 *     plain, prompt-completion or chat
 */
public record ServerOptions(
    String host, int port, int waiting, Optional<String> apiKey, String template) {

  /** This machine only, port 8080, 32 texts waiting, no key, the demo's template. */
  public static final ServerOptions DEFAULT =
      new ServerOptions("127.0.0.1", 8080, 32, Optional.empty(), "demo");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one makes no sense
   */
  public ServerOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("the port must be 0 to 65535 but is " + port);
    }
    if (waiting < 1) {
      throw new IllegalArgumentException("the queue must hold at least 1 text but has " + waiting);
    }
    if (apiKey.isPresent() && apiKey.get().isBlank()) {
      throw new IllegalArgumentException("the API key is empty");
    }
  }

  /** The same at another port. */
  public ServerOptions withPort(int other) {
    return new ServerOptions(host, other, waiting, apiKey, template);
  }
}
