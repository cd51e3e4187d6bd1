package org.dora4j.model.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/** The safetensors files of a folder as one source. */
public final class Shards implements WeightSource {
  /** Name of the file where there is only one. */
  public static final String SINGLE = "model.safetensors";

  /** Name of the file that says which shard holds which tensor. */
  public static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final List<SafeTensors> files;
  private final Map<String, SafeTensors> fileOf;

  private Shards(Path folder, List<SafeTensors> files, Map<String, SafeTensors> fileOf) {
    this.folder = folder;
    this.files = files;
    this.fileOf = fileOf;
  }

  /** Opens model.safetensors, or the shards that the index names. */
  public static WeightSource open(Path folder) {
    if (Files.exists(folder.resolve(SINGLE))) {
      return SafeTensors.open(folder.resolve(SINGLE));
    }
    if (Files.exists(folder.resolve(INDEX))) {
      return indexed(folder);
    }
    String hint =
        Files.exists(folder.resolve("pytorch_model.bin"))
            ? "; pytorch_model.bin is not read, save the model as safetensors"
            : "";
    throw new ModelFileException(
        "%s has neither %s nor %s%s.".formatted(folder, SINGLE, INDEX, hint));
  }

  private static Shards indexed(Path folder) {
    Path index = folder.resolve(INDEX);
    JsonFile weightMap =
        JsonFile.read(index)
            .object("weight_map")
            .orElseThrow(() -> new ModelFileException(index + " has no weight_map."));
    List<SafeTensors> files = new ArrayList<>();
    Map<String, SafeTensors> fileOf = new LinkedHashMap<>();
    try {
      Map<String, SafeTensors> opened = new HashMap<>();
      for (String name : weightMap.keys()) {
        String shard = weightMap.text(name).orElse("");
        requireInside(index, name, shard);
        SafeTensors file = opened.get(shard);
        if (file == null) {
          file = SafeTensors.open(folder.resolve(shard));
          opened.put(shard, file);
          files.add(file);
        }
        if (!file.names().contains(name)) {
          throw new ModelFileException(
              "%s says that %s is in %s, but it is not there.".formatted(index, name, shard));
        }
        fileOf.put(name, file);
      }
      return new Shards(folder, files, fileOf);
    } catch (RuntimeException e) {
      files.forEach(SafeTensors::close);
      throw e;
    }
  }

  private static void requireInside(Path index, String name, String shard) {
    boolean plain =
        shard.endsWith(".safetensors")
            && !shard.contains("/")
            && !shard.contains("\\")
            && !shard.contains(":");
    if (!plain) {
      throw new ModelFileException(
          "%s puts %s into \"%s\", which is not a safetensors file of the same folder."
              .formatted(index, name, shard));
    }
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(fileOf.keySet());
  }

  @Override
  public long[] shape(String name) {
    return file(name).shape(name);
  }

  @Override
  public DType dtype(String name) {
    return file(name).dtype(name);
  }

  @Override
  public Tensor tensor(String name) {
    return file(name).tensor(name);
  }

  @Override
  public void done(String name) {
    file(name).done(name);
  }

  private SafeTensors file(String name) {
    SafeTensors file = fileOf.get(name);
    if (file == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(folder, name));
    }
    return file;
  }

  @Override
  public void close() {
    files.forEach(SafeTensors::close);
  }
}
