package org.dora4j.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dora4j.torch.CpuInfo;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Natives;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a result comes from: what was run, on what, with what. Enough to do it again and to see why
 * two runs differ.
 *
 * @param created when the run began
 * @param command that the user gave, word by word; empty for a run started from Java
 * @param seed of all random numbers
 * @param device that the run computes on
 * @param model location of the model: a folder or a GGUF file
 * @param data files of examples
 * @param template that made text of the examples
 * @param examples to train on
 * @param validationExamples to evaluate on
 * @param examplesSha256 fingerprint of the training examples as tokens
 */
public record Manifest(
    Instant created,
    List<String> command,
    long seed,
    Device device,
    Path model,
    List<Path> data,
    String template,
    int examples,
    int validationExamples,
    String examplesSha256) {
  private static final JsonMapper JSON = new JsonMapper();

  public Manifest {
    command = List.copyOf(command);
    data = List.copyOf(data);
  }

  /**
   * The text of a manifest.json.
   *
   * @param hashes SHA-256 of files; others have none in it
   */
  String toJson(Map<Path, String> hashes) {
    ObjectNode json = JSON.createObjectNode();
    json.put("created", created.truncatedTo(ChronoUnit.SECONDS).toString());
    command.forEach(json.putArray("command")::add);
    json.put("seed", seed);
    versions(json.putObject("versions"));
    machine(json.putObject("machine"));
    ObjectNode modelJson = json.putObject("model").put("location", model.toString());
    modelFiles().forEach(path -> file(modelJson.withArray("files").addObject(), path, hashes));
    ObjectNode dataJson = json.putObject("data").put("template", template);
    dataJson.put("examples", examples).put("validation_examples", validationExamples);
    dataJson.put("examples_sha256", examplesSha256);
    data.forEach(path -> file(dataJson.withArray("files").addObject(), path, hashes));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private static void versions(ObjectNode json) {
    String own = Manifest.class.getPackage().getImplementationVersion();
    json.put("dora4j", Objects.requireNonNullElse(own, "development"));
    json.put("libtorch", Natives.version());
    json.put("java", System.getProperty("java.runtime.version"));
  }

  private void machine(ObjectNode json) {
    json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    json.put("arch", System.getProperty("os.arch"));
    json.put("cpu", CpuInfo.model());
    json.put("cpu_threads", Natives.cpuThreads());
    json.put("mkl", Natives.usesMkl());
    json.put("memory_bytes", Memory.totalBytes());
    json.put("device", device.toString());
  }

  /** The files of the model: all that lie in its folder. */
  List<Path> modelFiles() {
    try {
      return Files.isDirectory(model) ? Folders.files(model) : List.of(model);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + model + ".", e);
    }
  }

  private static void file(ObjectNode json, Path file, Map<Path, String> hashes) {
    try {
      json.put("path", file.toString()).put("bytes", Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + ".", e);
    }
    if (hashes.containsKey(file)) {
      json.put("sha256", hashes.get(file));
    }
  }
}
