package org.dora4j.model.gguf;

import java.util.Optional;
import java.util.OptionalInt;
import org.dora4j.model.file.ModelFileException;

/** Typed access to a GGUF file's metadata, with a sentence for whatever is not as it should be. */
final class MetadataKeys {
  private final GgufFile file;

  MetadataKeys(GgufFile file) {
    this.file = file;
  }

  boolean has(String key) {
    return file.metadata().containsKey(key);
  }

  Optional<String> text(String key) {
    Object value = file.metadata().get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(key, "a text", value);
  }

  OptionalInt integer(String key) {
    Object value = file.metadata().get(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number == (int) number) {
        return OptionalInt.of((int) number);
      }
    }
    throw wrong(key, "a whole number", value);
  }

  int requiredInteger(String key) {
    return integer(key)
        .orElseThrow(() -> new ModelFileException("%s has no key %s.".formatted(file.path(), key)));
  }

  double number(String key, double whenMissing) {
    Object value = file.metadata().get(key);
    if (value == null) {
      return whenMissing;
    }
    if (value instanceof Float number) {
      // The decimal that was meant, not its nearest float widened: 1e-5, not 9.999999747e-6.
      return Double.parseDouble(number.toString());
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(key, "a number", value);
  }

  private ModelFileException wrong(String key, String expected, Object value) {
    String shown = value instanceof Number || value instanceof String ? value.toString() : "a list";
    return new ModelFileException(
        "%s: %s must be %s but is %s.".formatted(file.path(), key, expected, shown));
  }
}
