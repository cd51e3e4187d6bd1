package org.dora4j.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes. Results go to {@code out}, everything else (progress, warnings,
 * errors) to {@code err}, so that a script can take the one and a person read the other.
 *
 * @param in standard input
 * @param out results
 * @param err progress, warnings, errors
 * @param outColours whether {@code out} understands colours
 * @param errColours whether {@code err} understands colours and lines that redraw themselves
 * @param columns width of the terminal in characters
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outColours,
    boolean errColours,
    int columns) {
  private static final int USUAL_COLUMNS = 80;

  /** The process's streams, with what the launcher found out about them. */
  public static Terminal system() {
    Map<String, String> environment = System.getenv();
    return new Terminal(
        System.in,
        System.out,
        System.err,
        colours(environment, System.getProperty("dora4j.terminal.out")),
        colours(environment, System.getProperty("dora4j.terminal.err")),
        Integer.getInteger("dora4j.columns", USUAL_COLUMNS));
  }

  /** Streams without colours, such as files and pipes. */
  public static Terminal plain(InputStream in, PrintStream out, PrintStream err) {
    return new Terminal(in, out, err, false, false, USUAL_COLUMNS);
  }

  /**
   * Colours are for terminals, unless {@code NO_COLOR} is set or the terminal is dumb; {@code
   * CLICOLOR_FORCE} brings them into pipes too.
   */
  static boolean colours(Map<String, String> environment, @Nullable String isTerminal) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String force = environment.getOrDefault("CLICOLOR_FORCE", "0");
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    return Boolean.parseBoolean(isTerminal) && !"dumb".equals(environment.get("TERM"));
  }

  /** The style of what goes to {@code out}. */
  public Style outStyle() {
    return new Style(outColours);
  }

  /** The style of what goes to {@code err}. */
  public Style errStyle() {
    return new Style(errColours);
  }

  /** Says something that is not the result. */
  public void note(String line) {
    err.println(line);
  }

  /** Says something that the user should know and that does not end the command. */
  public void warn(String sentence) {
    err.println(errStyle().yellow("warning: ") + sentence);
  }
}
