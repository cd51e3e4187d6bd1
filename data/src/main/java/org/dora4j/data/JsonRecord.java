package org.dora4j.data;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One record of a data file.
 *
 * @param where file and line or element, for messages to the user
 * @param fields the record as it stands in the file
 */
public record JsonRecord(String where, ObjectNode fields) {

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return fields.hasNonNull(name);
  }

  /**
   * A field that must be there. Numbers and truth values are taken as they are written.
   *
   * @throws DataException if it is missing or is a list or an object
   */
  public String text(String name) {
    JsonNode node = fields.path(name);
    if (node.isMissingNode() || node.isNull()) {
      throw new DataException("%s has no field \"%s\".".formatted(where, name));
    }
    if (node.isContainer()) {
      throw new DataException("The field \"%s\" of %s is not a text.".formatted(name, where));
    }
    return node.asString();
  }

  /** A field that may be missing or null, which gives the empty text. */
  public String textOrEmpty(String name) {
    return has(name) ? text(name) : "";
  }
}
