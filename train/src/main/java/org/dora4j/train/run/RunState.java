package org.dora4j.train.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dora4j.data.Batches;
import org.dora4j.model.file.JsonFile;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.optim.LossScale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run needs besides tensors to continue as if nothing had happened. There is no random
 * state: every random number follows from the seed, the step and the place where it is used.
 *
 * @param step optimiser steps done
 * @param updates updates that AdamW made, without skipped steps
 * @param position of the next example
 * @param best evaluation so far; null before the first
 * @param lossScale of fp16; null in other types
 * @param examples fingerprint of the training examples, see {@link Fingerprint}
 * @param settings those that must not change in the middle of a run, by key
 */
public record RunState(
    int step,
    long updates,
    Batches.Position position,
    @Nullable Best best,
    LossScale.@Nullable State lossScale,
    String examples,
    Map<String, String> settings) {
  private static final JsonMapper JSON = new JsonMapper();

  /** What settings are that nobody sets. */
  private static final Map<String, String> DEFAULTS =
      TrainConfig.of(Map.of("model", "-", "data", "-", "output", "-"), "the defaults")
          .fixedSettings();

  public RunState {
    settings = Map.copyOf(settings);
  }

  /**
   * Checks that a run may continue from here. A setting that there was not yet when it began had
   * its default.
   *
   * @param now the settings of the run that wants to, by key
   * @throws RunFolderException if a setting differs, or the examples do
   */
  public void requireSame(Map<String, String> now, String examplesNow) {
    Set<String> keys = new TreeSet<>(settings.keySet());
    keys.addAll(now.keySet());
    String changes =
        keys.stream()
            .filter(key -> !Objects.equals(before(key), now.get(key)))
            .map(key -> key + " was " + before(key) + " and is " + now.get(key))
            .collect(Collectors.joining(", "));
    if (!changes.isEmpty()) {
      throw new RunFolderException(
          "A run continues with the settings that it began with, but "
              + changes
              + "; set them back, or start a new run from its adapter.");
    }
    if (!examples.equals(examplesNow)) {
      throw new RunFolderException(
          "A run continues with the examples that it began with, but the data, its template or its"
              + " split have changed; bring them back, or start a new run from its adapter.");
    }
  }

  private @Nullable String before(String key) {
    return settings.containsKey(key) ? settings.get(key) : DEFAULTS.get(key);
  }

  /** The text of a trainer_state.json. */
  String toJson() {
    ObjectNode json = JSON.createObjectNode().put("step", step).put("updates", updates);
    json.put("epoch", position.epoch()).put("next_example", position.index());
    if (best != null) {
      json.putObject("best").put("step", best.step()).put("eval_loss", best.loss());
    }
    if (lossScale != null) {
      json.putObject("loss_scale")
          .put("scale", lossScale.scale())
          .put("good_steps", lossScale.goodSteps());
    }
    json.put("examples_sha256", examples);
    ObjectNode fixed = json.putObject("settings");
    new TreeSet<>(settings.keySet()).forEach(key -> fixed.put(key, settings.get(key)));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  /**
   * Reads a trainer_state.json.
   *
   * @throws org.dora4j.model.file.ModelFileException if the file is missing or not as it should be
   */
  static RunState read(Path file) {
    JsonFile json = JsonFile.read(file);
    Map<String, String> settings = new LinkedHashMap<>();
    json.object("settings")
        .ifPresent(
            fixed -> fixed.keys().forEach(key -> settings.put(key, fixed.text(key).orElse(""))));
    return new RunState(
        json.requiredInteger("step"),
        json.requiredInteger("updates"),
        new Batches.Position(json.requiredInteger("epoch"), json.requiredInteger("next_example")),
        json.object("best")
            .map(b -> new Best(b.requiredInteger("step"), b.requiredNumber("eval_loss")))
            .orElse(null),
        json.object("loss_scale")
            .map(
                s ->
                    new LossScale.State(s.requiredNumber("scale"), s.requiredInteger("good_steps")))
            .orElse(null),
        json.text("examples_sha256").orElse(""),
        settings);
  }
}
