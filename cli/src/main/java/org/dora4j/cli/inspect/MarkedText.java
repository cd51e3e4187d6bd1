package org.dora4j.cli.inspect;

import org.dora4j.cli.terminal.Style;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;

/**
 * An example as text in which the trained tokens stand out: highlighted on a terminal, else between
 * {@code ⟦} and {@code ⟧}.
 */
final class MarkedText {
  private final Tokenizer tokenizer;
  private final Style style;

  MarkedText(Tokenizer tokenizer, Style style) {
    this.tokenizer = tokenizer;
    this.style = style;
  }

  String of(Example example) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 1; i <= example.length(); i++) {
      if (i == example.length() || trained(example, i) != trained(example, start)) {
        append(text, example, start, i);
        start = i;
      }
    }
    return text.toString();
  }

  private static boolean trained(Example example, int place) {
    return example.labels()[place] != Example.IGNORE;
  }

  /** Decodes the run together with what comes before it, so that blanks between both stay. */
  private void append(StringBuilder text, Example example, int from, int to) {
    String before = tokenizer.decode(java.util.Arrays.copyOf(example.ids(), from));
    String run =
        tokenizer.decode(java.util.Arrays.copyOf(example.ids(), to)).substring(before.length());
    text.append(trained(example, from) ? mark(run) : run);
  }

  /** Line breaks stay outside the colour, which terminals would stretch to the window's edge. */
  private String mark(String run) {
    if (!style.on()) {
      return "⟦" + run + "⟧";
    }
    String[] lines = run.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      lines[i] = lines[i].isEmpty() ? "" : style.marked(lines[i]);
    }
    return String.join("\n", lines);
  }
}
