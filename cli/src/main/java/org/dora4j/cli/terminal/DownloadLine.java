package org.dora4j.cli.terminal;

import java.util.Locale;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.torch.Memory;

/**
 * Shows downloads: on a terminal a line that redraws itself, elsewhere a line for each large file.
 */
public final class DownloadLine implements HubProgress {
  private static final String CLEAR = "\r\u001b[K";
  private static final long LARGE = 8L << 20;

  private final Terminal terminal;
  private String announced = "";

  public DownloadLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void report(String file, long done, long total) {
    if (terminal.errColours()) {
      String end = done >= total ? "\n" : "";
      terminal.err().print(CLEAR + line(file, done, total) + end);
      terminal.err().flush();
    } else if (total >= LARGE && !file.equals(announced)) {
      announced = file;
      terminal.note("downloading %s (%s)".formatted(file, Memory.format(total)));
    }
  }

  private static String line(String file, long done, long total) {
    return String.format(
        Locale.ROOT,
        "downloading %s  %s of %s (%d%%)",
        file,
        Memory.format(done),
        Memory.format(total),
        total > 0 ? 100 * done / total : 100);
  }
}
