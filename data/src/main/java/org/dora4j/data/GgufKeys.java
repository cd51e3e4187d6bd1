package org.dora4j.data;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed access to a GGUF file's metadata, with a sentence for whatever is not as it should be. */
final class GgufKeys {
  private final Map<String, Object> metadata;

  GgufKeys(Map<String, Object> metadata) {
    this.metadata = metadata;
  }

  boolean has(String key) {
    return metadata.get(key) != null;
  }

  String string(String key) {
    String value = optionalString(key);
    if (value == null) {
      throw new DataException("The GGUF file has no %s, so it holds no tokenizer.".formatted(key));
    }
    return value;
  }

  @Nullable String optionalString(String key) {
    Object value = metadata.get(key);
    if (value != null && !(value instanceof String)) {
      throw wrong(key, "a text", value);
    }
    return (String) value;
  }

  boolean flag(String key, boolean whenMissing) {
    Object value = metadata.get(key);
    if (value == null) {
      return whenMissing;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false", value);
  }

  @Nullable Integer optionalId(String key, int vocabularySize) {
    Object value = metadata.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Number number)) {
      throw wrong(key, "a number", value);
    }
    if (number.longValue() < 0 || number.longValue() >= vocabularySize) {
      throw new DataException(
          "%s is %s, but the vocabulary has %d tokens.".formatted(key, number, vocabularySize));
    }
    return number.intValue();
  }

  String[] strings(String key) {
    Object value = array(key);
    String[] strings = new String[length(value)];
    for (int i = 0; i < strings.length; i++) {
      if (!(element(value, i) instanceof String string)) {
        throw wrong(key, "a list of texts", element(value, i));
      }
      strings[i] = string;
    }
    return strings;
  }

  float[] floats(String key, int length) {
    Object value = array(key);
    float[] floats = new float[checkedLength(key, value, length)];
    for (int i = 0; i < length; i++) {
      floats[i] = number(key, element(value, i)).floatValue();
    }
    return floats;
  }

  int[] ints(String key, int length) {
    Object value = array(key);
    int[] ints = new int[checkedLength(key, value, length)];
    for (int i = 0; i < length; i++) {
      ints[i] = number(key, element(value, i)).intValue();
    }
    return ints;
  }

  private Object array(String key) {
    Object value = metadata.get(key);
    if (value == null) {
      throw new DataException(
          "The GGUF file has no %s, without which its tokenizer cannot be built.".formatted(key));
    }
    if (!(value instanceof List<?>) && !value.getClass().isArray()) {
      throw wrong(key, "a list", value);
    }
    return value;
  }

  private static int checkedLength(String key, Object value, int expected) {
    if (length(value) != expected) {
      throw new DataException(
          "%s has %d entries, but there are %d tokens.".formatted(key, length(value), expected));
    }
    return expected;
  }

  private static int length(Object array) {
    return array instanceof List<?> list ? list.size() : Array.getLength(array);
  }

  private static Object element(Object array, int i) {
    return array instanceof List<?> list ? list.get(i) : Array.get(array, i);
  }

  private static Number number(String key, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw wrong(key, "a list of numbers", value);
  }

  private static DataException wrong(String key, String wanted, Object found) {
    return new DataException(
        "%s in the GGUF file should be %s, but holds %s."
            .formatted(key, wanted, found.getClass().getSimpleName()));
  }
}
