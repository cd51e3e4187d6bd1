package org.dora4j.cli.inspect;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.Batch;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.PadSide;
import org.dora4j.data.Tokenizer;
import org.dora4j.report.TextTable;

/**
 * Shows the rectangle that the published scripts make of some examples: padded with id 0 to a
 * multiple of 8. Training here packs the same rows without padding, which gives the same loss.
 */
final class BatchInspection {
  private static final int PAD_ID = 0;
  private static final int MULTIPLE = 8;

  private final Terminal terminal;
  private final Tokenizer tokenizer;

  BatchInspection(Terminal terminal, Tokenizer tokenizer) {
    this.terminal = terminal;
    this.tokenizer = tokenizer;
  }

  /**
   * Shows a batch.
   *
   * @param first number of its first example, from 0
   * @param rows most examples in it
   * @param side left or right
   * @throws UsageException if there is no such example, or no such side
   */
  void show(Path file, DataOptions options, int first, int rows, String side, boolean json) {
    PadSide pads = side(side);
    Dataset data = Dataset.read(file, options, tokenizer);
    data.warnings().forEach(terminal::warn);
    List<Example> all = data.examples();
    if (first < 0 || first >= all.size() || rows < 1) {
      throw new UsageException(
          "--index must be from 0 to %d, as %s has %d examples, and --batch at least 1, but they are %d and %d"
              .formatted(all.size() - 1, file, all.size(), first, rows));
    }
    int end = (int) Math.min((long) first + rows, all.size());
    Batch batch = Batch.of(all.subList(first, end), pads, PAD_ID, MULTIPLE);
    terminal.out().println(json ? Json.pretty(asMap(batch)) : text(batch, first));
  }

  private static PadSide side(String side) {
    return switch (side.toLowerCase(Locale.ROOT)) {
      case "left" -> PadSide.LEFT;
      case "right" -> PadSide.RIGHT;
      default -> throw new UsageException("--pad must be left or right but is '" + side + "'");
    };
  }

  private static String text(Batch batch, int first) {
    TextTable table = TextTable.of("example", "tokens", "padding", "first column", "trained");
    for (int row = 0; row < batch.rows(); row++) {
      int length = batch.lengths()[row];
      table =
          table.row(
              String.valueOf(first + row),
              String.valueOf(length),
              String.valueOf(batch.length() - length),
              String.valueOf(batch.start(row)),
              String.valueOf(
                  Arrays.stream(row(batch.labels(), batch, row))
                      .filter(label -> label != Example.IGNORE)
                      .count()));
    }
    return "%d rows of %d columns, padded on the %s with id %d%n%n%s"
        .formatted(
            batch.rows(),
            batch.length(),
            batch.side().name().toLowerCase(Locale.ROOT),
            PAD_ID,
            table.plain());
  }

  private static Map<String, Object> asMap(Batch batch) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rows", batch.rows());
    map.put("length", batch.length());
    map.put("side", batch.side().name().toLowerCase(Locale.ROOT));
    map.put("input_ids", rows(batch.ids(), batch));
    map.put("labels", rows(batch.labels(), batch));
    map.put("attention_mask", rows(batch.attentionMask(), batch));
    return map;
  }

  private static List<int[]> rows(int[] values, Batch batch) {
    return IntStream.range(0, batch.rows()).mapToObj(row -> row(values, batch, row)).toList();
  }

  private static int[] row(int[] values, Batch batch, int row) {
    return Arrays.copyOfRange(values, row * batch.length(), (row + 1) * batch.length());
  }
}
