package org.dora4j.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.DraftFolder;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.model.file.Shards;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.meta.MetaWriter;
import org.dora4j.torch.DType;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model as a folder: first beside its place, then moved there as a whole. */
final class FolderWriter {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";

  private final DraftFolder draft;

  private FolderWriter(DraftFolder draft) {
    this.draft = draft;
  }

  static void save(
      Path folder,
      ModelConfig config,
      WeightSource weights,
      DType dtype,
      long maxShardBytes,
      Consumer<Path> others) {
    if (maxShardBytes < 1) {
      throw new IllegalArgumentException("the largest shard must have at least one byte");
    }
    requireFree(folder, CONFIG, Shards.SINGLE, Shards.INDEX);
    ExpectedTensors.check("the model to save", config, weights);
    try (DraftFolder draft = DraftFolder.begin(folder)) {
      new FolderWriter(draft)
          .weights(
              new ArrayList<>(ExpectedTensors.of(config).keySet()), weights, dtype, maxShardBytes);
      draft.text(GENERATION, generation(config));
      others.accept(draft.path());
      draft.text(CONFIG, config.withDtype(dtype).toJson());
      draft.publish(CONFIG);
    }
  }

  /** Saves in Meta's layout; what ends texts, which it does not say, goes into a file beside it. */
  static void saveMeta(
      Path folder, ModelConfig config, WeightSource weights, DType dtype, Consumer<Path> others) {
    requireFree(folder, MetaWriter.PARAMS, MetaWriter.WEIGHTS, CONFIG);
    ExpectedTensors.check("the model to save", config, weights);
    Selection selection = new Selection(weights, ExpectedTensors.of(config).keySet(), dtype);
    try (DraftFolder draft = DraftFolder.begin(folder)) {
      MetaWriter.write(draft, config, selection);
      draft.text(GENERATION, generation(config));
      others.accept(draft.path());
      draft.publish(MetaWriter.PARAMS);
    }
  }

  private static void requireFree(Path folder, String... taken) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new ModelFileException(folder + " is a file; give the name of a new folder.");
    }
    for (String name : taken) {
      if (Files.exists(folder.resolve(name))) {
        throw new ModelFileException(
            "%s already holds a model (%s); give another folder.".formatted(folder, name));
      }
    }
  }

  private void weights(List<String> names, WeightSource weights, DType dtype, long maxShardBytes) {
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
      draft.text(Shards.INDEX, index(fileOf, total));
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
}
