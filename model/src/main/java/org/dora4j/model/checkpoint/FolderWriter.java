package org.dora4j.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.AtomicFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.model.file.Shards;
import org.dora4j.model.file.TensorOutput;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model in Hugging Face layout: first beside its place, then moved there as a whole. */
final class FolderWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";

  private final Path folder;
  private final Path draft;

  private FolderWriter(Path folder) {
    this.folder = folder;
    this.draft = folder.resolve(".saving");
  }

  static void save(
      Path folder, ModelConfig config, WeightSource weights, DType dtype, long maxShardBytes) {
    if (maxShardBytes < 1) {
      throw new IllegalArgumentException("the largest shard must have at least one byte");
    }
    requireFree(folder);
    ExpectedTensors.check("the model to save", config, weights);
    boolean existed = Files.exists(folder);
    FolderWriter writer = new FolderWriter(folder);
    boolean saved = false;
    try {
      Files.createDirectories(writer.draft);
      writer.weights(
          new ArrayList<>(ExpectedTensors.of(config).keySet()), weights, dtype, maxShardBytes);
      writer.text(GENERATION, generation(config));
      writer.text(CONFIG, config.withDtype(dtype).toJson());
      writer.publish();
      saved = true;
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot write the model to %s: %s.".formatted(folder, AtomicFile.reason(e)), e);
    } finally {
      writer.tidy(!existed && !saved);
    }
  }

  private static void requireFree(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new ModelFileException(folder + " is a file; give the name of a new folder.");
    }
    for (String name : List.of(CONFIG, Shards.SINGLE, Shards.INDEX)) {
      if (Files.exists(folder.resolve(name))) {
        throw new ModelFileException(
            "%s already holds a model (%s); give another folder.".formatted(folder, name));
      }
    }
  }

  private void weights(List<String> names, WeightSource weights, DType dtype, long maxShardBytes)
      throws IOException {
    List<LinkedHashSet<String>> shards = new ArrayList<>();
    long filled = maxShardBytes;
    long total = 0;
    for (String name : names) {
      long bytes = dtype.bytes();
      for (long size : weights.shape(name)) {
        bytes *= size;
      }
      if (shards.isEmpty() || filled + bytes > maxShardBytes) {
        shards.add(new LinkedHashSet<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).add(name);
      filled += bytes;
      total += bytes;
    }
    Map<String, String> fileOf = new TreeMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String file =
          shards.size() == 1
              ? Shards.SINGLE
              : "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
      SafeTensors.write(
          draft.resolve(file),
          new Selection(weights, shards.get(i), dtype),
          // transformers refuses files that do not say which framework's layout they have.
          new LinkedHashMap<>(Map.of("format", "pt")));
      shards.get(i).forEach(name -> fileOf.put(name, file));
    }
    if (shards.size() > 1) {
      text(Shards.INDEX, index(fileOf, total));
    }
  }

  private static String index(Map<String, String> fileOf, long totalBytes) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("metadata").put("total_size", totalBytes);
    ObjectNode map = json.putObject("weight_map");
    fileOf.forEach(map::put);
    return JSON.writeValueAsString(json) + "\n";
  }

  private static String generation(ModelConfig config) {
    ObjectNode json = JSON.createObjectNode();
    config.bosId().ifPresent(id -> json.put("bos_token_id", id));
    if (config.eosIds().size() == 1) {
      json.put("eos_token_id", config.eosIds().get(0));
    } else if (config.eosIds().size() > 1) {
      config.eosIds().forEach(json.putArray("eos_token_id")::add);
    }
    return JSON.writeValueAsString(json) + "\n";
  }

  private void text(String name, String content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(draft.resolve(name), channel -> TensorOutput.write(channel, bytes));
  }

  /** config.json goes last: a folder that has it is complete. */
  private void publish() throws IOException {
    List<Path> drafts;
    try (Stream<Path> files = Files.list(draft)) {
      drafts = new ArrayList<>(files.sorted().toList());
    }
    Path config = draft.resolve(CONFIG);
    drafts.remove(config);
    drafts.add(config);
    for (Path file : drafts) {
      Files.move(file, folder.resolve(file.getFileName()));
    }
  }

  private void tidy(boolean withFolder) {
    try {
      if (Files.isDirectory(draft)) {
        try (Stream<Path> files = Files.list(draft)) {
          for (Path file : files.toList()) {
            Files.deleteIfExists(file);
          }
        }
        Files.deleteIfExists(draft);
      }
      if (withFolder) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // The failure that led here is the one to report; a second one about tidying says nothing.
    }
  }
}
