package org.dora4j.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed access to the keys of an adapter's options. Python writes NaN as a number, so it is read as
 * one and left to the checks. Null counts as missing.
 */
final class OptionsJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Path file;
  private final JsonNode node;

  private OptionsJson(Path file, JsonNode node) {
    this.file = file;
    this.node = node;
  }

  static OptionsJson read(Path file) {
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      if (!node.isObject()) {
        throw new ModelFileException("%s does not hold a JSON object.".formatted(file));
      }
      return new OptionsJson(file, node);
    } catch (JacksonException e) {
      throw new ModelFileException(
          "%s is not JSON: %s.".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  List<String> keys() {
    return List.copyOf(node.propertyNames());
  }

  /** Whether a key has a value that means something: not null, false, 0 or empty. */
  boolean isSet(String key) {
    JsonNode value = node.path(key);
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber()) {
      return value.doubleValue() != 0;
    }
    if (value.isString()) {
      return !value.stringValue().isEmpty();
    }
    return !value.isNull() && !value.isMissingNode() && !value.isEmpty();
  }

  boolean isText(String key) {
    return node.path(key).isString();
  }

  String text(String key, String whenMissing) {
    if (!node.hasNonNull(key)) {
      return whenMissing;
    }
    if (!isText(key)) {
      throw wrong(key, "must be a text but is " + shown(key));
    }
    return node.path(key).stringValue();
  }

  boolean flag(String key, boolean whenMissing) {
    if (!node.hasNonNull(key)) {
      return whenMissing;
    }
    if (!node.path(key).isBoolean()) {
      throw wrong(key, "must be true or false but is " + shown(key));
    }
    return node.path(key).booleanValue();
  }

  double number(String key, double whenMissing) {
    return node.hasNonNull(key) ? number(key, node.path(key)) : whenMissing;
  }

  private double number(String key, JsonNode value) {
    if (!value.isNumber()) {
      throw wrong(key, "must be a number but is " + shown(key));
    }
    return value.doubleValue();
  }

  int integer(String key, int whenMissing) {
    return node.hasNonNull(key) ? integer(key, node.path(key)) : whenMissing;
  }

  private int integer(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, "must be a whole number but is " + shown(key));
    }
    return value.intValue();
  }

  long longInteger(String key, long whenMissing) {
    if (!node.hasNonNull(key)) {
      return whenMissing;
    }
    JsonNode value = node.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(key, "must be a whole number but is " + shown(key));
    }
    return value.longValue();
  }

  /** One whole number or a list of them; empty where missing. */
  List<Integer> integers(String key) {
    List<Integer> values = new ArrayList<>();
    elements(key).forEach(value -> values.add(integer(key, value)));
    return values;
  }

  /** One text or a list of them; empty where missing. */
  List<String> texts(String key) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : elements(key)) {
      if (!value.isString()) {
        throw wrong(key, "must be a text or a list of texts but is " + shown(key));
      }
      values.add(value.stringValue());
    }
    return values;
  }

  /** Names of modules, or a regular expression; empty where missing. */
  ModuleSelection selection(String key) {
    if (isText(key)) {
      return ModuleSelection.regex(text(key, ""));
    }
    List<String> names = texts(key);
    // Some versions wrote the word as the only name of a list.
    boolean all = names.size() == 1 && names.get(0).equals(ModuleSelection.ALL_LINEAR_WORD);
    return all ? ModuleSelection.ALL_LINEAR : new ModuleSelection.Names(names);
  }

  private List<JsonNode> elements(String key) {
    JsonNode value = node.path(key);
    List<JsonNode> all = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(all::add);
    } else if (node.hasNonNull(key)) {
      all.add(value);
    }
    return all;
  }

  /** An object of numbers in the order of the file; empty where missing. */
  Map<String, Double> numbers(String key) {
    Map<String, Double> values = new LinkedHashMap<>();
    JsonNode object = node.path(key);
    if (node.hasNonNull(key) && !object.isObject()) {
      throw wrong(key, "must be an object but is " + shown(key));
    }
    object.properties().forEach(entry -> values.put(entry.getKey(), number(key, entry.getValue())));
    return values;
  }

  private String shown(String key) {
    String value = node.path(key).toString();
    return value.length() > 60 ? value.substring(0, 60) + "…" : value;
  }

  /** An exception about one key, its sentence ending in {@code problem}. */
  ModelFileException wrong(String key, String problem) {
    return new ModelFileException("%s: %s %s.".formatted(file, key, problem));
  }
}
