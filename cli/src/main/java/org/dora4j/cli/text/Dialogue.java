package org.dora4j.cli.text;

import java.util.function.Consumer;

/** What the user says line by line, and how the model answers. */
interface Dialogue {
  /** Begins anew. */
  String NEW = "/new";

  /** Carries out a line that is a command, such as {@link #NEW}; whether it is one. */
  boolean obey(String line);

  /** Answers a message; {@code out} gets the answer piece by piece. */
  void say(String message, Consumer<String> out);
}
