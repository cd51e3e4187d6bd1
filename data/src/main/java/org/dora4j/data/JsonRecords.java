package org.dora4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a JSON array of objects, or one JSON object per line. */
public final class JsonRecords {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private JsonRecords() {}

  /**
   * All records of a file, in its order. Which of the two forms it has shows at the first sign.
   * Empty lines are skipped.
   *
   * @throws DataException if the file cannot be read, is empty or is not JSON, with the line
   */
  public static List<JsonRecord> read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("There is no data file %s.".formatted(file));
    }
    List<JsonRecord> records;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      records = firstSign(reader) == '[' ? array(reader, file) : lines(reader, file);
    } catch (CharacterCodingException e) {
      throw notUtf8(file, e);
    } catch (IOException e) {
      throw new DataException("Cannot read %s: %s.".formatted(file, e), e);
    } catch (UncheckedIOException e) {
      throw notUtf8(file, e);
    }
    if (records.isEmpty()) {
      throw new DataException("The data file %s holds no records.".formatted(file));
    }
    return records;
  }

  /** Looks at the first sign that is not white space, leaving the reader before it or its line. */
  private static int firstSign(BufferedReader reader) throws IOException {
    reader.mark(1 << 16);
    int sign = reader.read();
    while (sign == BYTE_ORDER_MARK || Character.isWhitespace(sign)) {
      sign = reader.read();
    }
    reader.reset();
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return sign;
  }

  private static List<JsonRecord> array(BufferedReader reader, Path file) {
    List<JsonRecord> records = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(reader)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        String where = "%s, element %d".formatted(file, records.size() + 1);
        JsonNode node = parser.readValueAsTree();
        records.add(new JsonRecord(where, object(node, where)));
      }
      if (parser.nextToken() != null) {
        throw new DataException("%s goes on after the end of its list.".formatted(file));
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw notJson("%s, line %d,".formatted(file, line), e);
    }
    return records;
  }

  private static List<JsonRecord> lines(BufferedReader reader, Path file) throws IOException {
    List<JsonRecord> records = new ArrayList<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String where = "%s, line %d".formatted(file, number);
      try {
        records.add(new JsonRecord(where, object(JSON.readTree(line), where)));
      } catch (JacksonException e) {
        throw notJson(where + ",", e);
      }
    }
    return records;
  }

  private static ObjectNode object(JsonNode node, String where) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new DataException("%s is not a JSON object with named fields.".formatted(where));
  }

  private static DataException notJson(String where, JacksonException e) {
    String reason = String.valueOf(e.getOriginalMessage());
    int detail = reason.indexOf('\n');
    return new DataException(
        "%s is not JSON: %s."
            .formatted(where, (detail < 0 ? reason : reason.substring(0, detail)).strip()),
        e);
  }

  private static DataException notUtf8(Path file, Exception e) {
    return new DataException("%s is not UTF-8 text; convert it first.".formatted(file), e);
  }
}
