package org.dora4j.cli.published;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.cli.train.TrainingSession;
import org.dora4j.torch.Device;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainFinish;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What the script has no argument for, and the run itself. */
final class FinetuneRun {
  private static final String AUTO = "auto";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = AUTO,
      order = 800,
      description = "cpu, cuda, cuda:N, or auto for a GPU where there is one (default: auto).")
  private String device = AUTO;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      order = 801,
      description =
          "fp16, bf16 or fp32 (default: fp16 with a loss scale on a GPU, as published; fp32 on a CPU).")
  private @Nullable String dtype;

  @Option(names = "--overwrite", order = 802, description = "Delete the run in output_dir first.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      order = 890,
      description = "Only tell what the run would take; write nothing.")
  private boolean dryRun;

  /** Echoes the arguments, trains, and prints the adapter's folder; returns the exit status. */
  int run(FinetuneArguments given, Terminal terminal, CommandSpec spec) {
    Map<String, Object> settings = FinetuneSettings.of(given);
    requireData(Path.of(given.text("data_path")));
    terminal.note("Fine-tuning with these arguments:");
    given.echo().forEach(terminal::note);
    if (given.has("lora_target_modules")) {
      terminal.warn(
          "lora_target_modules is not read, as in the published script; target_modules is.");
    }
    if (given.has("resume_from_checkpoint")) {
      ResumePoint.apply(Path.of(given.text("resume_from_checkpoint")), settings, terminal);
    }
    settings.put("device", device);
    settings.put("dtype", type());
    settings.put("overwrite", overwrite);
    TrainConfig config = TrainConfig.of(settings, "the command line");
    TrainingSession session = new TrainingSession(terminal, spec);
    if (dryRun) {
      return session.rehearse(config, false);
    }
    TrainFinish finish = session.run(config);
    if (finish.stopped()) {
      terminal.note("stopped; continue with --resume_from_checkpoint " + given.text("output_dir"));
      return ExitStatus.INTERRUPTED;
    }
    terminal.out().println(finish.result());
    return ExitStatus.SUCCESS;
  }

  private String type() {
    if (dtype != null) {
      return dtype;
    }
    return Device.parse(device).cuda() ? "fp16" : "fp32";
  }

  private static void requireData(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--data_path: there is no file %s; data sets on the Hub are not downloaded, name a JSON file of records with instruction, input and output"
              .formatted(file));
    }
  }
}
