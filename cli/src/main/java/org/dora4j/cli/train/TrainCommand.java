package org.dora4j.cli.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainFinish;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains: from options, from a configuration file, or from a file with options laid over it. */
@Command(
    name = "train",
    header = "Fine-tune a model on your examples with DoRA, LoRA, magnitudes only, or in full.",
    description = {
      "Every option is also a key of CONFIG.yaml, with underscores for hyphens; options win over the file. A run's own config.yaml repeats it.",
      "Ctrl-C ends the run after the present step, with a checkpoint for --resume (exit status 130)."
    },
    footer = {
      "  dora4j train --model M --data train.json --output run",
      "  # try it on the small model that comes with dora4j",
      "  dora4j train --model embedded --data train.json --output run",
      "  # LoRA on every linear layer, a twentieth of the examples for validation",
      "  dora4j train --model M --data train.json --output run --method lora --rank 8 \\",
      "               --targets all-linear --lr 1e-4 --epochs 2 --validation-size 0.05",
      "  # conversations, with little memory",
      "  dora4j train --model HuggingFaceTB/SmolLM2-135M-Instruct --data chat.jsonl \\",
      "               --output run --cutoff 1024 --batch-size 1 --recompute",
      "  # QDoRA: the frozen base in 4 bits",
      "  dora4j train --model M --data train.json --output run --base-bits 4",
      "  # will it fit, and how long will it take?",
      "  dora4j train --model M --data train.json --batch-size 16 --dry-run",
      "  # the settings of an earlier run with another learning rate",
      "  dora4j train run/config.yaml --output run2 --lr 5e-5",
      "  # continue after Ctrl-C or a crash",
      "  dora4j train run/config.yaml --resume"
    })
public final class TrainCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONFIG.yaml",
      description = "Settings, one per line, such as a run's own config.yaml.")
  private @Nullable Path file;

  @Option(
      names = "--dry-run",
      order = 890,
      description =
          "Only tell what the run would take, by a forecast and a few steps; write nothing. Exit status 1 if it would not fit into memory.")
  private boolean dryRun;

  @Option(names = "--json", order = 900, description = "At the end, print the result as JSON.")
  private boolean json;

  private TrainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The command with an option for every setting. */
  public static CommandSpec spec(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new TrainCommand(terminal));
    TrainOptions.addTo(spec);
    return spec;
  }

  @Override
  public Integer call() {
    TrainConfig config = config();
    TrainingSession session = new TrainingSession(terminal, spec);
    if (dryRun) {
      return session.rehearse(config, json);
    }
    TrainFinish finish = session.run(config);
    report(config, finish);
    return finish.stopped() ? ExitStatus.INTERRUPTED : ExitStatus.SUCCESS;
  }

  private TrainConfig config() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (file != null) {
      values.putAll(ConfigFile.values(file));
    }
    values.putAll(TrainOptions.given(spec.commandLine().getParseResult()));
    if (dryRun) {
      values.putIfAbsent("output", "run");
    }
    values.computeIfPresent("model", (key, model) -> ModelReference.resolve(String.valueOf(model)));
    return TrainConfig.of(values, file == null ? "the command line" : file.toString());
  }

  private void report(TrainConfig config, TrainFinish finish) {
    if (json) {
      terminal.out().println(Json.line(asMap(config, finish)));
      return;
    }
    if (finish.stopped()) {
      terminal.note(
          "stopped; continue with: dora4j train %s --resume"
              .formatted(config.output().resolve("config.yaml")));
      return;
    }
    Path result = finish.result();
    if (result != null) {
      terminal.out().println(result);
      terminal.note(terminal.errStyle().faint("try it:  " + next(config, result)));
    }
  }

  private static String next(TrainConfig config, Path result) {
    return config.adapter().method().isAdapter()
        ? "dora4j generate --model %s --adapter %s %s--prompt \"…\""
            .formatted(
                config.model(),
                result,
                config.compute().baseOptions().stream()
                    .map(word -> word + " ")
                    .collect(java.util.stream.Collectors.joining()))
        : "dora4j generate --model %s --prompt \"…\"".formatted(result);
  }

  private static Map<String, Object> asMap(TrainConfig config, TrainFinish finish) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("output", config.output().toString());
    map.put("result", finish.result() == null ? null : finish.result().toString());
    map.put("stopped", finish.stopped());
    map.put("step", finish.step());
    map.put("steps", finish.steps());
    map.put("loss", finish.loss());
    finish.bestLoss().ifPresent(loss -> map.put("best_loss", loss));
    finish.bestStep().ifPresent(step -> map.put("best_step", step));
    map.put("seconds", finish.seconds());
    map.put("tokens", finish.tokens());
    map.put("peak_memory_bytes", finish.peakMemoryBytes());
    return map;
  }
}
