package org.dora4j.world;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a toy world to files that {@code dora4j train} and the evaluation read. */
public final class WorldFiles {
  private static final JsonMapper LINE = JsonMapper.builder().build();
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private WorldFiles() {}

  /**
   * Writes {@code text.jsonl} (one {@code {"text": …}} per line), {@code <task>/train.json} and
   * {@code <task>/test.json} for each of the eight tasks, and {@code all/train.json}, the training
   * splits mixed. Equal arguments give equal bytes.
   *
   * @param dir the folder, made where missing
   * @param seed the world's seed
   * @param textBytes the least size of the text itself in UTF-8 bytes; 0 writes no text file
   * @param trainPerTask training examples of each task
   * @param testPerTask test examples of each task
   * @throws IllegalArgumentException when a number is negative or the world has not that many
   *     different examples
   */
  public static void write(Path dir, long seed, long textBytes, int trainPerTask, int testPerTask)
      throws IOException {
    if (textBytes < 0 || trainPerTask < 0 || testPerTask < 0) {
      throw new IllegalArgumentException(
          "Sizes of a toy world must not be negative, but were %d bytes, %d training and %d test examples."
              .formatted(textBytes, trainPerTask, testPerTask));
    }
    World world = World.of(seed);
    Files.createDirectories(dir);
    if (textBytes > 0) {
      writeText(dir.resolve("text.jsonl"), new WorldText(world, seed), textBytes);
    }
    WorldTasks tasks = new WorldTasks(world, seed);
    List<WorldItem> all = new ArrayList<>();
    for (WorldTask task : WorldTask.values()) {
      List<WorldItem> train = tasks.train(task, trainPerTask);
      all.addAll(train);
      writeItems(dir.resolve(task.folder()).resolve("train.json"), train);
      writeItems(dir.resolve(task.folder()).resolve("test.json"), tasks.test(task, testPerTask));
    }
    writeItems(dir.resolve("all").resolve("train.json"), new Dice(seed).shuffled(all));
  }

  private static void writeText(Path file, WorldText text, long bytes) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      long written = 0;
      while (written < bytes) {
        String document = text.document();
        written += document.getBytes(StandardCharsets.UTF_8).length;
        out.write(LINE.writeValueAsString(Map.of("text", document)));
        out.write('\n');
      }
    }
  }

  private static void writeItems(Path file, List<WorldItem> items) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file, PRETTY.writeValueAsString(items.stream().map(WorldFiles::record).toList()) + "\n");
  }

  private static Map<String, String> record(WorldItem item) {
    Map<String, String> record = new LinkedHashMap<>();
    record.put("instruction", item.instruction());
    record.put("input", "");
    record.put("output", item.output());
    record.put("answer", item.answer());
    return record;
  }
}
