package org.dora4j.data;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Self-Instruct's layout (arXiv 2212.10560): one instruction with several pairs of input and output
 * under {@code instances}.
 */
final class Instances {
  private static final String FIELD = "instances";

  private Instances() {}

  /**
   * A record for each instance; a record without instances as it is.
   *
   * @throws DataException if an instance is not an object
   */
  static Stream<JsonRecord> each(JsonRecord record) {
    JsonNode instances = record.fields().path(FIELD);
    if (!record.has("instruction") || !instances.isArray()) {
      return Stream.of(record);
    }
    return IntStream.range(0, instances.size()).mapToObj(i -> one(record, instances.get(i), i));
  }

  private static JsonRecord one(JsonRecord record, JsonNode instance, int index) {
    String where = "%s, instance %d".formatted(record.where(), index + 1);
    if (!instance.isObject()) {
      throw new DataException(where + " is not a JSON object with named fields.");
    }
    ObjectNode fields = record.fields().deepCopy();
    fields.remove(FIELD);
    fields.setAll((ObjectNode) instance);
    return new JsonRecord(where, fields);
  }
}
