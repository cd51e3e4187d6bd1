package org.dora4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns questions with answers, and plain texts, into examples.
 *
 * <p>The prompt is what the template writes for an empty output; as many leading labels as it has
 * tokens are ignored. Where the prompt's last token would join with the answer's first, that is the
 * published procedure's choice, kept so that the numbers stay comparable.
 */
final class TextEncoder {
  private final PromptTemplate template;
  private final DataOptions options;
  private final Tokenizer tokenizer;

  TextEncoder(PromptTemplate template, DataOptions options, Tokenizer tokenizer) {
    this.template = template;
    this.options = options;
    this.tokenizer = tokenizer;
  }

  List<Example> encode(List<Row> rows) {
    List<int[]> texts = tokenizer.encodeAll(rows.stream().map(this::text).toList());
    List<int[]> prompts =
        options.trainOnInputs()
            ? List.of()
            : tokenizer.encodeAll(rows.stream().map(this::prompt).toList());
    List<Example> examples = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      int masked = options.trainOnInputs() ? 0 : prompts.get(i).length;
      examples.add(example(texts.get(i), masked));
    }
    return examples;
  }

  private Example example(int[] text, int masked) {
    int[] ids = Examples.finish(text, options, tokenizer);
    int[] labels = ids.clone();
    Arrays.fill(labels, 0, Math.min(masked, labels.length), Example.IGNORE);
    return new Example(ids, labels);
  }

  private String text(Row row) {
    if (row instanceof Row.Exchange exchange) {
      return template.training(exchange.instruction(), exchange.input(), exchange.output());
    }
    return plain(row).text();
  }

  private String prompt(Row row) {
    if (row instanceof Row.Exchange exchange) {
      return template.training(exchange.instruction(), exchange.input(), "");
    }
    return "";
  }

  private Row.Text plain(Row row) {
    if (row instanceof Row.Text text && template instanceof PlainTemplate) {
      return text;
    }
    throw new DataException(
        "%s does not suit the template \"%s\", which wants a question and an answer."
            .formatted(row.where(), template.name()));
  }
}
