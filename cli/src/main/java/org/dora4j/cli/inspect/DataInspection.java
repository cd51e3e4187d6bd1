package org.dora4j.cli.inspect;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Style;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.report.TextTable;

/** Shows what training makes of one example of a data file. */
final class DataInspection {
  private final Terminal terminal;
  private final Tokenizer tokenizer;
  private final boolean eachToken;

  /**
   * @param eachToken a table of tokens rather than the text
   */
  DataInspection(Terminal terminal, Tokenizer tokenizer, boolean eachToken) {
    this.terminal = terminal;
    this.tokenizer = tokenizer;
    this.eachToken = eachToken;
  }

  /**
   * Shows an example.
   *
   * @param index of the example, from 0
   * @throws UsageException if there is no such example
   */
  void show(Path file, DataOptions options, int index, boolean json) {
    Dataset data = Dataset.read(file, options, tokenizer);
    data.warnings().forEach(terminal::warn);
    int count = data.examples().size();
    if (index < 0 || index >= count) {
      throw new UsageException(
          "--index must be from 0 to %d, as %s has %d examples, but is %d"
              .formatted(count - 1, file, count, index));
    }
    Example example = data.examples().get(index);
    if (json) {
      terminal.out().println(Json.pretty(asMap(data, example, index)));
    } else {
      print(data, example, index);
    }
  }

  private Map<String, Object> asMap(Dataset data, Example example, int index) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("index", index);
    map.put("examples", data.examples().size());
    map.put("template", data.template());
    map.put("text", tokenizer.decode(example.ids()));
    map.put("input_ids", example.ids());
    map.put("labels", example.labels());
    return map;
  }

  private void print(Dataset data, Example example, int index) {
    Style style = terminal.outStyle();
    String head =
        "example %d of %d, template %s: %d tokens, %d of them trained"
            .formatted(
                index,
                data.examples().size(),
                data.template(),
                example.length(),
                example.trainedTokens());
    terminal.out().println(style.bold(head) + "\n");
    terminal
        .out()
        .println(eachToken ? tokens(example) : new MarkedText(tokenizer, style).of(example));
  }

  private String tokens(Example example) {
    TextTable table = TextTable.of("place", "id", "token", "trained");
    for (int i = 0; i < example.length(); i++) {
      String trained = example.labels()[i] == Example.IGNORE ? "" : "yes";
      String token = tokenizer.token(example.ids()[i]);
      table = table.row(String.valueOf(i), String.valueOf(example.ids()[i]), token, trained);
    }
    return table.plain();
  }
}
