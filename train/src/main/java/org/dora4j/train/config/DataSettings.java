package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to learn from.
 *
 * @param file training examples, JSON or one JSON object per line (key {@code data})
 * @param validation file of examples to evaluate on; null for none
 * @param validationSize examples taken out of the training file to evaluate on instead: a fraction
 *     below 1, or their number; 0 for none
 * @param template name of the prompt template, or null to choose by the records' fields
 * @param trainOnInputs learn the prompts too, not only the answers
 * @param appendEos end each example with the end token
 * @param cutoff most tokens of an example; longer ones are cut, and lose the end of their answer
 * @param shuffle draw a new order for each epoch from the seed; otherwise the file's order
 */
public record DataSettings(
    Path file,
    @Nullable Path validation,
    double validationSize,
    @Nullable String template,
    boolean trainOnInputs,
    boolean appendEos,
    int cutoff,
    boolean shuffle) {

  static DataSettings from(Settings settings) {
    String validation = settings.text("validation");
    return new DataSettings(
        Path.of(settings.text("data", "")),
        validation == null ? null : Path.of(validation),
        settings.number("validation_size", 0),
        settings.text("template"),
        settings.flag("train_on_inputs", false),
        settings.flag("append_eos", true),
        settings.integer("cutoff", 256),
        settings.flag("shuffle", true));
  }

  void check(Problems problems) {
    problems.require(
        !file.toString().isBlank(), "data", "is missing: name a file of training examples");
    problems.atLeast(2, "cutoff", cutoff);
    problems.require(
        validationSize >= 0 && (validationSize < 1 || validationSize == Math.rint(validationSize)),
        "validation_size",
        "must be a fraction below 1 or a whole number of examples but is "
            + Settings.show(validationSize));
    problems.require(
        validation == null || validationSize == 0,
        "validation_size",
        "cannot be set together with validation: take one of them");
  }

  /** Whether the run evaluates. */
  public boolean hasValidation() {
    return validation != null || validationSize > 0;
  }

  void write(Map<String, Object> out) {
    out.put("data", file.toString());
    if (validation != null) {
      out.put("validation", validation.toString());
    }
    out.put("validation_size", validationSize);
    if (template != null) {
      out.put("template", template);
    }
    out.put("train_on_inputs", trainOnInputs);
    out.put("append_eos", appendEos);
    out.put("cutoff", cutoff);
    out.put("shuffle", shuffle);
  }
}
