package org.dora4j.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Typed access to the keys of a JSON object in a file. Whatever is not as it should be becomes a
 * {@link ModelFileException} that names the file and the key. Unless a method says otherwise, null
 * counts as missing.
 */
public final class JsonFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final String where;
  private final JsonNode node;

  private JsonFile(String where, JsonNode node) {
    this.where = where;
    this.node = node;
  }

  /** Reads a file that must hold one JSON object. */
  public static JsonFile read(Path file) {
    JsonNode node;
    try {
      node = JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new ModelFileException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    } catch (JacksonException e) {
      throw new ModelFileException("%s is not JSON: %s.".formatted(file, sentence(e)), e);
    }
    if (!node.isObject()) {
      throw new ModelFileException("%s does not hold a JSON object.".formatted(file));
    }
    return new JsonFile(file.toString(), node);
  }

  private static String sentence(JacksonException e) {
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** Whether the key is there with a value other than null. */
  public boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** Whether the key is there, be it with null. */
  public boolean mentions(String key) {
    return node.has(key);
  }

  /** The object under a key, or empty. */
  public Optional<JsonFile> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.path(key).isObject()) {
      throw wrong(key, "an object");
    }
    return Optional.of(new JsonFile(where + ", " + key, node.path(key)));
  }

  /** Names of the object's keys in the order of the file. */
  public List<String> keys() {
    return List.copyOf(node.propertyNames());
  }

  public Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!node.path(key).isString()) {
      throw wrong(key, "a text");
    }
    return Optional.of(node.path(key).stringValue());
  }

  public boolean flag(String key, boolean whenMissing) {
    if (!has(key)) {
      return whenMissing;
    }
    if (!node.path(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return node.path(key).booleanValue();
  }

  public OptionalInt integer(String key) {
    return has(key) ? OptionalInt.of(integer(key, node.path(key))) : OptionalInt.empty();
  }

  public int requiredInteger(String key) {
    return integer(key)
        .orElseThrow(() -> new ModelFileException("%s has no key %s.".formatted(where, key)));
  }

  /** A finite number, or the default. */
  public double number(String key, double whenMissing) {
    if (!has(key)) {
      return whenMissing;
    }
    JsonNode value = node.path(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(key, "a finite number");
    }
    return value.doubleValue();
  }

  public double requiredNumber(String key) {
    if (!has(key)) {
      throw new ModelFileException("%s has no key %s.".formatted(where, key));
    }
    return number(key, 0);
  }

  /** One integer or a list of integers; empty if missing. */
  public List<Integer> integers(String key) {
    List<Integer> values = new ArrayList<>();
    if (has(key)) {
      JsonNode value = node.path(key);
      if (value.isArray()) {
        value.forEach(element -> values.add(integer(key, element)));
      } else {
        values.add(integer(key, value));
      }
    }
    return values;
  }

  private int integer(String key, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(key, "a whole number");
    }
    return value.intValue();
  }

  private ModelFileException wrong(String key, String expected) {
    String shown = node.path(key).toString();
    String value = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
    return new ModelFileException(
        "%s: %s must be %s but is %s.".formatted(where, key, expected, value));
  }
}
