package org.dora4j.cli.terminal;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results for scripts. */
public final class Json {
  private static final JsonMapper LINE = new JsonMapper();
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** Maps, lists, texts, numbers and records as JSON, indented. */
  public static String pretty(Object value) {
    return PRETTY.writeValueAsString(value);
  }

  /** The same on one line. */
  public static String line(Object value) {
    return LINE.writeValueAsString(value);
  }
}
