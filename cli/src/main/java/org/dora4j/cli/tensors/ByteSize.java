package org.dora4j.cli.tensors;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dora4j.cli.terminal.UsageException;

/** Sizes as people write them: 400MB, 2GB, 1.5GiB, or a number of bytes. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
  private static final Map<String, Double> UNITS =
      Map.of(
          "",
          1.0,
          "b",
          1.0,
          "kb",
          1e3,
          "mb",
          1e6,
          "gb",
          1e9,
          "kib",
          1024.0,
          "mib",
          1048576.0,
          "gib",
          1073741824.0);

  private ByteSize() {}

  /**
   * A size in bytes.
   *
   * @param option for the message
   * @throws UsageException if it is none, or less than one byte
   */
  static long parse(String option, String text) {
    Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    Double unit = form.matches() ? UNITS.get(form.group(2)) : null;
    long bytes = unit == null ? 0 : (long) (Double.parseDouble(form.group(1)) * unit);
    if (bytes < 1) {
      throw new UsageException(
          "%s must be a size such as 400MB or 2GiB but is \"%s\"".formatted(option, text));
    }
    return bytes;
  }
}
