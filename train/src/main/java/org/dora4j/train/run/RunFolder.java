package org.dora4j.train.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dora4j.model.file.AtomicFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of a run: {@code config.yaml} with every setting, {@code manifest.json}, {@code
 * metrics.jsonl}, where asked for {@code adapter_stats.jsonl} and {@code samples.jsonl}, {@code
 * checkpoints/}, and at the end {@code adapter/} or {@code model/}.
 */
public final class RunFolder {
  private static final String CONFIG = "config.yaml";
  private static final String MANIFEST = "manifest.json";
  private static final String METRICS = "metrics.jsonl";
  private static final String ADAPTER_STATISTICS = "adapter_stats.jsonl";
  private static final String SAMPLES = "samples.jsonl";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ADAPTER = "adapter";
  private static final String MODEL = "model";
  private static final List<String> OF_A_RUN =
      List.of(CONFIG, MANIFEST, METRICS, ADAPTER_STATISTICS, SAMPLES, CHECKPOINTS, ADAPTER, MODEL);
  private static final JsonMapper JSON = new JsonMapper();

  private final TrainConfig config;
  private final Checkpoints checkpoints;

  private RunFolder(TrainConfig config) {
    this.config = config;
    this.checkpoints = new Checkpoints(config.output().resolve(CHECKPOINTS), config.run().keep());
  }

  /**
   * Checks, before any work is done, that a run may write to its output folder. Changes nothing.
   *
   * @throws RunFolderException if the folder is not empty and the run neither resumes nor
   *     overwrites, or if there is nothing to resume
   */
  public static RunFolder claim(TrainConfig config) {
    RunFolder folder = new RunFolder(config);
    Path path = folder.path();
    if (config.run().resume()) {
      if (folder.checkpoints.latest().isEmpty()) {
        throw new RunFolderException(
            path + " holds no checkpoint to resume from; start the run without resume.");
      }
      return folder;
    }
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new RunFolderException(path + " is a file; name a folder for the run.");
    }
    if (!config.run().overwrite() && !isEmpty(path)) {
      throw new RunFolderException(
          path
              + " exists and is not empty; name another output folder, continue its run with resume,"
              + " or replace its run with overwrite.");
    }
    return folder;
  }

  private static boolean isEmpty(Path path) {
    if (!Files.exists(path)) {
      return true;
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.findAny().isEmpty();
    } catch (IOException e) {
      throw new RunFolderException("Cannot read " + path + " (" + e + ").", e);
    }
  }

  /**
   * Checks that a run that is to be resumed began like this one. Changes nothing.
   *
   * @param examples fingerprint of the examples
   * @throws RunFolderException if a setting differs, or the examples do
   */
  public void requireSame(String examples) {
    if (config.run().resume()) {
      checkpoints
          .latest()
          .map(Checkpoints::state)
          .ifPresent(state -> state.requireSame(config.fixedSettings(), examples));
    }
  }

  /**
   * Makes the folder ready: deletes a run that is to be overwritten, drops the metrics of steps
   * that a resumed run will do again, writes configuration and manifest.
   *
   * @param hashes SHA-256 of files, as far as they are known
   * @throws RunFolderException if it cannot be written to
   */
  public void begin(Manifest manifest, Map<Path, String> hashes) {
    try {
      if (config.run().overwrite()) {
        for (String name : OF_A_RUN) {
          Folders.delete(path().resolve(name));
        }
      }
      Files.createDirectories(path());
      Files.writeString(path().resolve(CONFIG), ConfigFile.text(config));
      Files.writeString(path().resolve(MANIFEST), manifest.toJson(hashes));
      if (config.run().resume()) {
        List<Integer> steps = checkpoints.steps();
        int last = steps.get(steps.size() - 1);
        dropAfter(last, metrics());
        dropAfter(last, adapterStatistics());
      }
    } catch (IOException e) {
      throw new RunFolderException("Cannot write to " + path() + " (" + e + ").", e);
    }
  }

  /**
   * Writes the manifest again.
   *
   * @param hashes SHA-256 of files
   * @throws RunFolderException if it cannot be written; the one that is there stays
   */
  public void complete(Manifest manifest, Map<Path, String> hashes) {
    byte[] text = manifest.toJson(hashes).getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(path().resolve(MANIFEST), channel -> channel.write(ByteBuffer.wrap(text)));
    } catch (ModelFileException e) {
      throw new RunFolderException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void dropAfter(int step, Path log) throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    StringBuilder kept = new StringBuilder();
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      Optional<JsonNode> event = parse(line);
      if (event.isPresent() && event.get().path("step").asInt(0) <= step) {
        kept.append(line).append('\n');
      }
    }
    Files.writeString(log, kept);
  }

  /** Empty for the half line that a killed process may leave. */
  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes the result; one that is there already stays until the new one is complete.
   *
   * @param result writes what is trained into the folder it is given
   * @return the result's folder
   * @throws RunFolderException if it cannot be written
   */
  public Path saveResult(Consumer<Path> result) {
    Path target = path().resolve(resultName());
    Path unfinished = path().resolve("." + resultName() + ".saving");
    try {
      Folders.delete(unfinished);
      result.accept(unfinished);
      Folders.delete(target);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException | RuntimeException e) {
      Checkpoints.discard(unfinished);
      String kept =
          checkpoints.latest().map(path -> "; " + path + " holds the latest checkpoint").orElse("");
      throw new RunFolderException(
          "Cannot save the result to %s (%s)%s.".formatted(target, Checkpoints.reason(e), kept), e);
    }
  }

  public Path path() {
    return config.output();
  }

  public Path metrics() {
    return path().resolve(METRICS);
  }

  /** Where statistics of the adapter go, if any are asked for. */
  public Path adapterStatistics() {
    return path().resolve(ADAPTER_STATISTICS);
  }

  /** Where texts before and after go, if any are asked for. */
  public Path samples() {
    return path().resolve(SAMPLES);
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Name of the result's folder, in a run and in a checkpoint. */
  public String resultName() {
    return config.adapter().method().isAdapter() ? ADAPTER : MODEL;
  }
}
