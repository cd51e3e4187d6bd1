package org.dora4j.cli;

import org.dora4j.cli.terminal.Terminal;

/** The process: standard streams in, exit status out. {@link Cli} does the work. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Cli.run(Terminal.system(), args));
  }
}
