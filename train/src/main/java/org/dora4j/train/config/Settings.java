package org.dora4j.train.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to settings by key. A value may have its own type, as YAML gives it, or be a text,
 * as a command line gives it. What does not fit is noted and replaced by the default, so that one
 * pass finds everything.
 */
final class Settings {
  private final Map<String, ?> values;
  private final Set<String> known = new LinkedHashSet<>();
  private final Problems problems = new Problems();

  Settings(Map<String, ?> values) {
    this.values = values;
  }

  private @Nullable Object value(String key) {
    known.add(key);
    return values.get(key);
  }

  /** Notes what is wrong with a value that by itself could be used. */
  void reject(String key, String text) {
    problems.add(key, text);
  }

  /** Whether the key is set. */
  boolean has(String key) {
    return value(key) != null;
  }

  String text(String key, String whenMissing) {
    String text = text(key);
    return text == null ? whenMissing : text;
  }

  @Nullable String text(String key) {
    Object value = value(key);
    if (value instanceof Map || value instanceof List) {
      problems.add(key, "must be a text but is " + show(value));
      return null;
    }
    return value == null ? null : value.toString();
  }

  int integer(String key, int whenMissing) {
    Object value = value(key);
    if (value == null) {
      return whenMissing;
    }
    try {
      double number = Double.parseDouble(value.toString().replace("_", ""));
      if (number == (int) number) {
        return (int) number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is not whole.
    }
    problems.add(key, "must be a whole number but is " + show(value));
    return whenMissing;
  }

  long longInteger(String key, long whenMissing) {
    Object value = value(key);
    try {
      return value == null ? whenMissing : Long.parseLong(value.toString());
    } catch (NumberFormatException e) {
      problems.add(key, "must be a whole number but is " + show(value));
      return whenMissing;
    }
  }

  double number(String key, double whenMissing) {
    Object value = value(key);
    try {
      return value == null ? whenMissing : Double.parseDouble(value.toString());
    } catch (NumberFormatException e) {
      problems.add(key, "must be a number but is " + show(value));
      return whenMissing;
    }
  }

  boolean flag(String key, boolean whenMissing) {
    Object value = value(key);
    if (value == null) {
      return whenMissing;
    }
    return switch (value.toString().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problems.add(key, "must be true or false but is " + show(value));
        yield whenMissing;
      }
    };
  }

  /** A list, or a text in which commas separate. */
  List<String> list(String key, List<String> whenMissing) {
    Object value = value(key);
    if (value == null) {
      return whenMissing;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (value instanceof Map) {
      problems.add(key, "must be a list but is " + show(value));
      return whenMissing;
    }
    return parts(value.toString());
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  List<Integer> integers(String key) {
    List<String> texts = list(key, List.of());
    try {
      return texts.stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      problems.add(key, "must be whole numbers but is " + show(texts));
      return List.of();
    }
  }

  /** Names with a number each: a YAML mapping, or {@code name=8,other=4}. */
  Map<String, Double> numbers(String key) {
    Object value = value(key);
    Map<String, Double> numbers = new LinkedHashMap<>();
    try {
      if (value instanceof Map<?, ?> map) {
        map.forEach(
            (name, number) ->
                numbers.put(String.valueOf(name), Double.valueOf(String.valueOf(number))));
      } else if (value != null) {
        parts(value.toString()).forEach(pair -> putPair(numbers, pair));
      }
    } catch (NumberFormatException e) {
      problems.add(key, "must give each name a number, as in name=8, but is " + show(value));
    }
    return numbers;
  }

  private static void putPair(Map<String, Double> numbers, String pair) {
    int equals = pair.lastIndexOf('=');
    if (equals < 1) {
      throw new NumberFormatException(pair);
    }
    numbers.put(pair.substring(0, equals).strip(), Double.valueOf(pair.substring(equals + 1)));
  }

  /** One of an enum's names, in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, Class<E> type, E whenMissing) {
    Object value = value(key);
    if (value == null) {
      return whenMissing;
    }
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
    }
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Settings::name).toList();
    String hint =
        Suggestion.nearest(value.toString(), names)
            .map(n -> "; did you mean " + n + "?")
            .orElse("");
    problems.add(
        key, "must be one of " + String.join(", ", names) + " but is " + show(value) + hint);
    return whenMissing;
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All keys that were asked for so far. */
  Set<String> known() {
    return known;
  }

  /** What is wrong, keys that nobody asked for included. */
  Problems problems() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        problems.add(key, unknown(key));
      }
    }
    return problems;
  }

  private String unknown(String key) {
    return Suggestion.nearest(key.replace('-', '_'), known)
        .map(name -> "is not a setting; did you mean " + name + "?")
        .orElseGet(
            () ->
                known.stream()
                    .sorted()
                    .collect(Collectors.joining(", ", "is not a setting; there are ", "")));
  }

  static String show(@Nullable Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString(number.longValue());
    }
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }
}
