package org.dora4j.train.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends one JSON object per line to a file. Lines that a full disk refuses are kept and written
 * with the next one, so that a run does not end because of its log.
 */
public final class JsonLog {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final StringBuilder pending = new StringBuilder();

  /**
   * @param file is appended to, or made with its first line
   */
  public JsonLog(Path file) {
    this.file = file;
  }

  /** A line to be filled. */
  public static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  /** Appends a line, or keeps it for later. */
  public void write(ObjectNode line) {
    pending.append(JSON.writeValueAsString(line)).append('\n');
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      append(channel, ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8)));
      pending.setLength(0);
    } catch (IOException e) {
      // The lines stay pending: see the class comment.
    }
  }

  /** Whether every line so far is in the file. */
  public boolean isComplete() {
    return pending.isEmpty();
  }

  /** Appends all or nothing: half a line would make the file unreadable. */
  private static void append(FileChannel channel, ByteBuffer lines) throws IOException {
    long end = channel.size();
    channel.position(end);
    try {
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
  }
}
