package org.dora4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A data file as examples.
 *
 * <p>The file is a JSON array of objects or one JSON object per line. What the records are shows in
 * the first one's fields, and all must have the same; without a template named by the options:
 *
 * <ul>
 *   <li>{@code instruction}, {@code input} (optional), {@code output}: template {@code commonsense}
 *       if there is an {@code answer} too and the output says "the correct answer is", else {@code
 *       alpaca};
 *   <li>{@code instruction}, {@code instances} (a list of {@code input} and {@code output}): the
 *       same, an example for each instance;
 *   <li>{@code prompt}, {@code completion}, or {@code context}, {@code target}: template {@code
 *       prompt-completion};
 *   <li>{@code messages} (role, content) or {@code conversations} (from, value): template {@code
 *       chat}, the tokenizer's own;
 *   <li>{@code text}: learned as a whole;
 *   <li>{@code input_ids}, {@code labels} (optional, else all are learned): taken as they are, up
 *       to the cutoff.
 * </ul>
 *
 * <p>Examples in which nothing is learned, mostly because the prompt alone fills the cutoff, are
 * left out and counted in a warning.
 */
public final class Dataset {
  private static final String TOKENISED = "input_ids";

  private final List<Example> examples;
  private final List<String> warnings;
  private final String template;

  private Dataset(List<Example> examples, List<String> warnings, String template) {
    this.examples = examples;
    this.warnings = warnings;
    this.template = template;
  }

  /**
   * The examples of a file.
   *
   * @throws DataException if the file cannot be read, a record lacks a field, or no example has
   *     anything to learn; the message names file and line or element
   */
  public static List<Example> load(Path file, DataOptions options, Tokenizer tokenizer) {
    return read(file, options, tokenizer).examples();
  }

  /**
   * The examples of a file with what there is to say about them.
   *
   * @throws DataException as {@link #load} does
   */
  public static Dataset read(Path file, DataOptions options, Tokenizer tokenizer) {
    List<JsonRecord> records = JsonRecords.read(file).stream().flatMap(Instances::each).toList();
    if (records.isEmpty()) {
      throw new DataException("The data file %s holds no instances.".formatted(file));
    }
    RowKind kind = RowKind.of(records.get(0));
    List<Row> rows = records.stream().map(kind::read).toList();
    String template = template(kind, records.get(0), options);
    return withoutUntrained(encode(rows, template, options, tokenizer), rows, options, template);
  }

  /**
   * The examples of several files, one behind another.
   *
   * @throws DataException as {@link #load} does, or if the files' records would be written by
   *     different templates
   */
  public static Dataset read(List<Path> files, DataOptions options, Tokenizer tokenizer) {
    List<Example> examples = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    String template = null;
    for (Path file : files) {
      Dataset one = read(file, options, tokenizer);
      if (template != null && !template.equals(one.template)) {
        throw new DataException(
            "%s suits the template %s but %s the template %s; name one template for all, or train on one of them."
                .formatted(files.get(0), template, file, one.template));
      }
      template = one.template;
      examples.addAll(one.examples);
      warnings.addAll(one.warnings);
    }
    return new Dataset(
        List.copyOf(examples), List.copyOf(warnings), Objects.requireNonNull(template, "no files"));
  }

  private static List<Example> encode(
      List<Row> rows, String template, DataOptions options, Tokenizer tokenizer) {
    return switch (template) {
      case TOKENISED ->
          rows.stream().map(r -> Examples.of((Row.Tokens) r, options, tokenizer)).toList();
      case PromptTemplates.CHAT -> new ChatEncoder(options, tokenizer).encode(rows);
      default -> new TextEncoder(PromptTemplate.named(template), options, tokenizer).encode(rows);
    };
  }

  /** The examples, in the file's order. */
  public List<Example> examples() {
    return examples;
  }

  /** One sentence for each thing the user should know; usually none. */
  public List<String> warnings() {
    return warnings;
  }

  /** Name of the template that was used; {@code input_ids} for rows already tokenised. */
  public String template() {
    return template;
  }

  private static String template(RowKind kind, JsonRecord first, DataOptions options) {
    String named = options.template();
    if (kind == RowKind.TOKENS) {
      return TOKENISED;
    }
    if (named != null) {
      return named;
    }
    return switch (kind) {
      case INSTRUCTION -> isCommonsense(first) ? "commonsense" : "alpaca";
      case MESSAGES, CONVERSATIONS -> PromptTemplates.CHAT;
      case TEXT -> "plain";
      default -> "prompt-completion";
    };
  }

  private static boolean isCommonsense(JsonRecord record) {
    return record.has("answer") && record.text("output").startsWith("the correct answer is");
  }

  private static Dataset withoutUntrained(
      List<Example> encoded, List<Row> rows, DataOptions options, String template) {
    List<Example> kept = new ArrayList<>(encoded.size());
    List<String> dropped = new ArrayList<>();
    for (int i = 0; i < encoded.size(); i++) {
      if (encoded.get(i).learnsSomething()) {
        kept.add(encoded.get(i));
      } else {
        dropped.add(rows.get(i).where());
      }
    }
    if (dropped.isEmpty()) {
      return new Dataset(List.copyOf(kept), List.of(), template);
    }
    String sentence =
        "In %d of %d examples nothing is learned (the first is %s): the cutoff of %d tokens leaves nothing of the answer, or there is none"
            .formatted(dropped.size(), encoded.size(), dropped.get(0), options.cutoff());
    if (kept.isEmpty()) {
      throw new DataException(sentence + "; raise it or learn the inputs too.");
    }
    return new Dataset(List.copyOf(kept), List.of(sentence + "; they are left out."), template);
  }
}
