package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.dora4j.data.ExampleOrder;
import org.jspecify.annotations.Nullable;

/**
 * What to learn from.
 *
 * @param files training examples, JSON or one JSON object per line; several files are taken one
 *     behind another (key {@code data}: a list, or names with commas between them)
 * @param validation file of examples to evaluate on; null for none
 * @param validationSize examples taken out of the training files to evaluate on instead: a fraction
 *     below 1, or their number; 0 for none
 * @param validationSeed which of them are taken; empty for the run's seed
 * @param template name of the prompt template, or null to choose by the records' fields
 * @param trainOnInputs learn the prompts too, not only the answers
 * @param appendEos end each example with the end token
 * @param cutoff most tokens of an example; longer ones are cut, and lose the end of their answer
 * @param order {@code shuffle} (a new order for each epoch from the seed), {@code file} or {@code
 *     stride:N} (example k is number k · N mod n)
 */
public record DataSettings(
    List<Path> files,
    @Nullable Path validation,
    double validationSize,
    OptionalLong validationSeed,
    @Nullable String template,
    boolean trainOnInputs,
    boolean appendEos,
    int cutoff,
    String order) {
  private static final String SHUFFLE = "shuffle";
  private static final String FILE = "file";
  private static final String STRIDE = "stride:";

  public DataSettings {
    files = List.copyOf(files);
  }

  static DataSettings from(Settings settings) {
    String validation = settings.text("validation");
    return new DataSettings(
        settings.list("data", List.of()).stream().map(Path::of).toList(),
        validation == null ? null : Path.of(validation),
        settings.number("validation_size", 0),
        settings.has("validation_seed")
            ? OptionalLong.of(settings.longInteger("validation_seed", 0))
            : OptionalLong.empty(),
        settings.text("template"),
        settings.flag("train_on_inputs", false),
        settings.flag("append_eos", true),
        settings.integer("cutoff", 256),
        order(settings));
  }

  /** The key {@code shuffle} says the same of two of the orders. */
  private static String order(Settings settings) {
    String order = settings.text("order", settings.flag("shuffle", true) ? SHUFFLE : FILE);
    if (settings.has("shuffle") && settings.flag("shuffle", true) != order.equals(SHUFFLE)) {
      settings.reject("shuffle", "contradicts the order " + order + ": set only one of them");
    }
    return order;
  }

  void check(Problems problems) {
    problems.require(
        !files.isEmpty() && files.stream().noneMatch(file -> file.toString().isBlank()),
        "data",
        "is missing: name a file of training examples");
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
    problems.require(
        order.equals(SHUFFLE) || order.equals(FILE) || order.matches(STRIDE + "[1-9]\\d{0,8}"),
        "order",
        "must be shuffle, file or stride:N with a whole number N, as in stride:7919, but is '"
            + order
            + "'");
  }

  /** Whether the run evaluates. */
  public boolean hasValidation() {
    return validation != null || validationSize > 0;
  }

  /** Whether each epoch has a random order of its own. */
  public boolean shuffle() {
    return order.equals(SHUFFLE);
  }

  /**
   * The order of the examples.
   *
   * @param seed of a random one
   */
  public ExampleOrder exampleOrder(long seed) {
    return switch (order) {
      case SHUFFLE -> new ExampleOrder.Shuffled(seed);
      case FILE -> new ExampleOrder.AsListed();
      default -> new ExampleOrder.Stride(Integer.parseInt(order.substring(STRIDE.length())));
    };
  }

  void write(Map<String, Object> out) {
    out.put("data", files.size() == 1 ? one() : files.stream().map(Path::toString).toList());
    if (validation != null) {
      out.put("validation", validation.toString());
    }
    out.put("validation_size", validationSize);
    validationSeed.ifPresent(seed -> out.put("validation_seed", seed));
    if (template != null) {
      out.put("template", template);
    }
    out.put("train_on_inputs", trainOnInputs);
    out.put("append_eos", appendEos);
    out.put("cutoff", cutoff);
    if (order.startsWith(STRIDE)) {
      out.put("order", order);
    } else {
      out.put("shuffle", shuffle());
    }
  }

  /** A name with a comma in it would be read as two, unless it stands in a list. */
  private Object one() {
    String name = files.get(0).toString();
    return name.contains(",") ? List.of(name) : name;
  }
}
