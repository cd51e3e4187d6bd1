package org.dora4j.study.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.train.config.Suggestion;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Makes a {@link Recipe} of YAML: checks its keys, and lays it over the recipe that it extends. */
final class RecipeReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String EXTENDS = "extends";
  private static final Set<String> KEYS =
      Set.of(EXTENDS, "summary", "source", "published", "expects", "train", "evaluate");

  /** Options of {@code dora4j evaluate} that a recipe may set. */
  static final Set<String> EVALUATE_KEYS =
      Set.of(
          "tasks",
          "data",
          "template",
          "decode",
          "beams",
          "length_penalty",
          "text_length",
          "max_tokens",
          "batch",
          "limit",
          "temperature",
          "top_k",
          "top_p",
          "seed",
          "beside",
          "dtype",
          "likelihood");

  private final RecipeSource source;

  /**
   * @param source of recipes that others extend
   */
  RecipeReader(RecipeSource source) {
    this.source = source;
  }

  /**
   * Reads a recipe and those that it extends.
   *
   * @param reference of the recipe
   * @throws RecipeException if one of them is missing or cannot be used
   */
  Recipe read(String reference) {
    Map<String, Object> values = resolved(reference, new ArrayList<>());
    String name = source.name(reference);
    return new Recipe(
        name,
        text(values, "summary"),
        text(values, "source"),
        numbers(values, reference),
        expects(values, reference),
        section(values, "train", reference, TrainConfig.keys()),
        section(values, "evaluate", reference, EVALUATE_KEYS));
  }

  private Map<String, Object> resolved(String reference, List<String> seen) {
    if (seen.contains(reference)) {
      throw new RecipeException(
          "The recipe %s extends itself, by way of %s."
              .formatted(reference, String.join(", ", seen)));
    }
    seen.add(reference);
    Map<String, Object> values = parse(source.text(reference), reference);
    requireKnown(values.keySet(), KEYS, reference, "");
    Object parent = values.remove(EXTENDS);
    return parent == null
        ? values
        : merged(resolved(source.parent(reference, parent.toString()), seen), values);
  }

  private static Map<String, Object> parse(String text, String reference) {
    JsonNode root;
    try {
      root = YAML.readTree(text);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new RecipeException(
          "The recipe %s is not YAML: line %d: %s.".formatted(reference, line, reason));
    }
    if (!root.isObject()) {
      throw new RecipeException(
          "The recipe %s holds no keys; it needs at least train with model and data."
              .formatted(reference));
    }
    return new LinkedHashMap<>(
        YAML.convertValue(root, new TypeReference<Map<String, Object>>() {}));
  }

  /** Sections are merged key by key; a section set to null, and every other key, is replaced. */
  private static Map<String, Object> merged(Map<String, Object> base, Map<String, Object> over) {
    Map<String, Object> all = new LinkedHashMap<>(base);
    over.forEach(
        (key, value) -> {
          boolean section = key.equals("train") || key.equals("evaluate");
          if (section && value instanceof Map<?, ?> map && all.get(key) instanceof Map<?, ?> old) {
            all.put(key, laidOver(old, map));
          } else {
            all.put(key, value);
          }
        });
    return all;
  }

  private static Map<String, Object> laidOver(Map<?, ?> old, Map<?, ?> over) {
    Map<String, Object> both = new LinkedHashMap<>();
    old.forEach((key, value) -> both.put(String.valueOf(key), value));
    over.forEach(
        (key, value) -> {
          String name = String.valueOf(key);
          Recipe.ALTERNATIVES.stream()
              .filter(group -> group.contains(name))
              .forEach(
                  group -> group.stream().filter(k -> !over.containsKey(k)).forEach(both::remove));
          both.put(name, value);
        });
    return both;
  }

  private static Map<String, Object> section(
      Map<String, Object> values, String key, String reference, Set<String> known) {
    Object value = values.get(key);
    Map<String, Object> section = new LinkedHashMap<>();
    if (value == null) {
      return section;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new RecipeException(
          "The recipe %s: %s must hold keys, one per line, but is '%s'."
              .formatted(reference, key, value));
    }
    map.forEach(
        (name, each) -> {
          if (each != null) {
            section.put(String.valueOf(name), each);
          }
        });
    requireKnown(section.keySet(), known, reference, key + ".");
    return section;
  }

  private static void requireKnown(
      Set<String> keys, Set<String> known, String reference, String section) {
    for (String key : keys) {
      if (!known.contains(key)) {
        String hint =
            Suggestion.nearest(key, known)
                .map(name -> "did you mean " + section + name + "?")
                .orElseGet(
                    () -> "there are " + String.join(", ", known.stream().sorted().toList()) + ".");
        throw new RecipeException(
            "The recipe %s has the key %s%s, which is none; %s"
                .formatted(reference, section, key, hint));
      }
    }
  }

  private static String text(Map<String, Object> values, String key) {
    Object value = values.get(key);
    return value == null ? "" : value.toString().strip();
  }

  private static Map<String, Double> numbers(Map<String, Object> values, String reference) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (values.get("published") instanceof Map<?, ?> map) {
      map.forEach((task, value) -> numbers.put(String.valueOf(task), number(value, reference)));
    }
    return numbers;
  }

  private static double number(@Nullable Object value, String reference) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new RecipeException(
        "The recipe %s: published must give each task a number but has '%s'."
            .formatted(reference, value));
  }

  private static List<Expectation> expects(Map<String, Object> values, String reference) {
    List<Expectation> all = new ArrayList<>();
    if (values.get("expects") instanceof List<?> list) {
      for (Object each : list) {
        if (!(each instanceof Map<?, ?> map)) {
          throw new RecipeException(
              "The recipe %s: expects must be a list of entries with file, what and where."
                  .formatted(reference));
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        map.forEach((key, value) -> entry.put(String.valueOf(key), value));
        all.add(Expectation.from(entry, "The recipe " + reference));
      }
    }
    return all;
  }
}
