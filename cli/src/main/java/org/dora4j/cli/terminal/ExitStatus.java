package org.dora4j.cli.terminal;

/** What a command tells the shell at its end. */
public final class ExitStatus {
  /** The command did what it was asked for. */
  public static final int SUCCESS = 0;

  /** The command failed. */
  public static final int FAILURE = 1;

  /** The command line or the settings cannot be used. */
  public static final int USAGE = 2;

  /** Ctrl-C ended the command. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
