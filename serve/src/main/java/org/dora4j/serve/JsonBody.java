package org.dora4j.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Typed access to the fields of a request's JSON object; null counts as missing. */
final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonNode node;

  private JsonBody(JsonNode node) {
    this.node = node;
  }

  /**
   * Reads a body.
   *
   * @throws RequestException if it is not a JSON object
   */
  static JsonBody parse(byte[] bytes) {
    JsonNode node;
    try {
      node = JSON.readTree(bytes);
    } catch (JacksonException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("").strip();
      throw RequestException.bad("", "The body is not JSON: %s.".formatted(reason));
    }
    return of(node, "The body");
  }

  private static JsonBody of(JsonNode node, String what) {
    if (!node.isObject()) {
      throw RequestException.bad("", what + " is not a JSON object.");
    }
    return new JsonBody(node);
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  Optional<String> text(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!node.path(field).isString()) {
      throw wrong(field, "a text");
    }
    return Optional.of(node.path(field).stringValue());
  }

  String requiredText(String field) {
    return text(field)
        .orElseThrow(
            () -> RequestException.bad(field, "The field %s is missing.".formatted(field)));
  }

  boolean flag(String field, boolean whenMissing) {
    if (!has(field)) {
      return whenMissing;
    }
    if (!node.path(field).isBoolean()) {
      throw wrong(field, "true or false");
    }
    return node.path(field).booleanValue();
  }

  OptionalDouble number(String field) {
    if (!has(field)) {
      return OptionalDouble.empty();
    }
    JsonNode value = node.path(field);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(field, "a finite number");
    }
    return OptionalDouble.of(value.doubleValue());
  }

  OptionalLong integer(String field) {
    if (!has(field)) {
      return OptionalLong.empty();
    }
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(field, "a whole number");
    }
    return OptionalLong.of(value.longValue());
  }

  /** A whole number that suits an int. */
  int integer(String field, int whenMissing) {
    long value = integer(field).orElse(whenMissing);
    if (value != (int) value) {
      throw wrong(field, "a number of at most nine digits");
    }
    return (int) value;
  }

  /** One text, or a list of texts; empty where the field is missing. */
  List<String> texts(String field) {
    if (has(field) && node.path(field).isString()) {
      return List.of(node.path(field).stringValue());
    }
    return list(
        field,
        "a text or a list of texts",
        element -> element.isString() ? Optional.of(element.stringValue()) : Optional.empty());
  }

  boolean isList(String field) {
    return node.path(field).isArray();
  }

  /** Whether a field is a list of whole numbers. */
  boolean isIntegers(String field) {
    return node.path(field).isArray()
        && node.path(field).size() > 0
        && node.path(field).get(0).isIntegralNumber();
  }

  List<Integer> integers(String field) {
    return list(
        field,
        "a list of whole numbers",
        element ->
            element.isIntegralNumber() && element.canConvertToInt()
                ? Optional.of(element.intValue())
                : Optional.empty());
  }

  /** A list of objects, which must be there. */
  List<JsonBody> objects(String field) {
    if (!has(field)) {
      throw RequestException.bad(field, "The field %s is missing.".formatted(field));
    }
    return list(
        field,
        "a list of objects",
        element -> element.isObject() ? Optional.of(of(element, field)) : Optional.empty());
  }

  /** An object, if there is one. */
  Optional<JsonBody> object(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!node.path(field).isObject()) {
      throw wrong(field, "an object");
    }
    return Optional.of(of(node.path(field), field));
  }

  private <T> List<T> list(String field, String expected, Function<JsonNode, Optional<T>> read) {
    List<T> values = new ArrayList<>();
    if (has(field)) {
      if (!node.path(field).isArray()) {
        throw wrong(field, expected);
      }
      for (JsonNode element : node.path(field)) {
        values.add(read.apply(element).orElseThrow(() -> wrong(field, expected)));
      }
    }
    return values;
  }

  private RequestException wrong(String field, String expected) {
    String shown = node.path(field).toString();
    String value = shown.length() > 80 ? shown.substring(0, 80) + "…" : shown;
    return RequestException.bad(
        field, "%s must be %s but is %s.".formatted(field, expected, value));
  }
}
