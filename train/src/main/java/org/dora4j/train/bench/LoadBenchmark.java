package org.dora4j.train.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.FileCache;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensors;

/** Times loading a model against plain reading of its files and the way to the device. */
public final class LoadBenchmark {

  private LoadBenchmark() {}

  /**
   * Reads the files plainly, then loads the model.
   *
   * @param location a folder in Hugging Face layout, or a GGUF file
   * @param cold ask the system to forget the files before each of the two; else they are read from
   *     its cache, both times alike
   * @throws ModelFileException if there is no such model or its files are not sound
   */
  public static LoadResult run(Path location, DType dtype, Device device, boolean cold) {
    List<Path> files = weightFiles(location);
    long fileBytes = files.stream().mapToLong(LoadBenchmark::size).sum();
    startDevice(device);
    forgetOrRemember(files, cold);
    double diskRate = DiskRate.of(files);
    forgetOrRemember(files, cold);
    Stopwatch watch = Stopwatch.start(device);
    try (ModelFiles opened = Checkpoint.open(location.toString());
        Transformer model = TransformerLoader.load(opened, dtype, device)) {
      double seconds = watch.lap();
      OptionalDouble transfer =
          device.cuda()
              ? OptionalDouble.of(MemoryRate.hostToDevice(device))
              : OptionalDouble.empty();
      return new LoadResult(seconds, fileBytes, bytes(model), diskRate, transfer, cold);
    }
  }

  private static void forgetOrRemember(List<Path> files, boolean cold) {
    if (cold) {
      files.forEach(FileCache::drop);
    } else {
      DiskRate.of(files);
    }
  }

  /** Loads libtorch and, on a GPU, makes its context: neither is part of loading a model. */
  private static void startDevice(Device device) {
    try (Scope scope = Scope.open()) {
      Tensors.zeros(DType.F32, device, 1);
    }
  }

  private static long bytes(Transformer model) {
    return model.parameters().values().stream()
        .map(Parameter::value)
        .mapToLong(value -> value.bytes())
        .sum();
  }

  /** The files that hold a model's weights. */
  static List<Path> weightFiles(Path location) {
    if (Files.isRegularFile(location)) {
      return List.of(location);
    }
    try (Stream<Path> files = Files.list(location)) {
      List<Path> weights =
          files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
      if (weights.isEmpty()) {
        throw new ModelFileException(
            "There is no .safetensors file in %s; name a folder in Hugging Face layout or a GGUF file."
                .formatted(location));
      }
      return weights;
    } catch (IOException e) {
      throw new UncheckedIOException(location + " cannot be read", e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
