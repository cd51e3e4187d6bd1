package org.dora4j.cli.published;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.train.run.Checkpoints;

/**
 * What {@code resume_from_checkpoint} means: a checkpoint of a run continues it in full, optimiser
 * and all; a folder with an adapter only gives a new run its first weights.
 */
final class ResumePoint {
  private static final String STATE = "trainer_state.json";

  private ResumePoint() {}

  /**
   * Adds what it takes to the settings.
   *
   * @throws UsageException if the folder is missing, or is nothing that a run can continue from
   */
  static void apply(Path from, Map<String, Object> settings, Terminal terminal) {
    if (!Files.isDirectory(from)) {
      throw new UsageException("--resume_from_checkpoint: there is no folder " + from);
    }
    Path output = Path.of(String.valueOf(settings.get("output")));
    if (Files.exists(from.resolve(STATE)) || Files.isDirectory(from.resolve("checkpoints"))) {
      requireLatest(from, output);
      settings.put("resume", true);
      terminal.note("continuing in full, with the optimiser's state");
    } else if (hasAdapter(from)) {
      settings.put("adapter", from.toString());
      terminal.note("beginning with the weights in " + from + "; step and optimiser begin anew");
    } else if (Files.exists(from.resolve("pytorch_model.bin"))) {
      throw new UsageException(
          "--resume_from_checkpoint: %s is a checkpoint of another trainer, whose optimiser cannot be read; name its folder with adapter_model.bin, to begin with its weights"
              .formatted(from));
    } else {
      throw new UsageException(
          "--resume_from_checkpoint: %s holds neither a checkpoint nor an adapter".formatted(from));
    }
  }

  private static boolean hasAdapter(Path folder) {
    return Files.exists(folder.resolve("adapter_model.bin"))
        || Files.exists(folder.resolve("adapter_model.safetensors"));
  }

  /** A run goes on in its own folder and from its last checkpoint: nothing of it gets lost. */
  private static void requireLatest(Path from, Path output) {
    Path latest =
        new Checkpoints(output.resolve("checkpoints"), 1)
            .latest()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--resume_from_checkpoint continues the run in --output_dir, but %s holds no checkpoint; name the run's own folder there"
                            .formatted(output)));
    Path asked = from.toAbsolutePath().normalize();
    boolean run = asked.equals(output.toAbsolutePath().normalize());
    if (!run && !asked.equals(latest.toAbsolutePath().normalize())) {
      throw new UsageException(
          "--resume_from_checkpoint continues from the last checkpoint of --output_dir, which is %s; to begin a new run with the weights of another one, name its adapter folder"
              .formatted(latest));
    }
  }
}
