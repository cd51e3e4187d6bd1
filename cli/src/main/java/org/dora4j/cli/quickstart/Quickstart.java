package org.dora4j.cli.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.Scores;
import org.dora4j.train.FineTune;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.world.WorldFiles;
import org.dora4j.world.WorldTask;
import org.jspecify.annotations.Nullable;

/**
 * The main job in small: tasks, the model before, LoRA and DoRA on the same examples in the same
 * order, the model after each.
 */
final class Quickstart {
  private final QuickstartPlan plan;
  private final Path model;
  private final Terminal terminal;
  private final TaskScores scores;

  /**
   * @param model folder of the embedded model
   */
  Quickstart(QuickstartPlan plan, Path model, Terminal terminal) {
    this.plan = plan;
    this.model = model;
    this.terminal = terminal;
    this.scores = new TaskScores(plan, model);
  }

  QuickstartResult run() throws IOException {
    long start = System.nanoTime();
    say("1/5  eight small tasks about the model's toy world: %s", plan.data());
    WorldFiles.write(
        plan.data(), QuickstartPlan.WORLD_SEED, 0, plan.trainPerTask(), plan.testPerTask());
    say("2/5  what the model answers before any fine-tuning");
    Scores.Method before = measure("before", null);
    say("3/5  LoRA, rank %d", plan.rank());
    TrainFinish lora = train(Method.LORA);
    say("4/5  DoRA, rank %d: the same examples, order, steps and learning rates", plan.rank());
    TrainFinish dora = train(Method.DORA);
    say("5/5  what the model answers with each adapter");
    Scores.Method withLora = measure("LoRA", result(lora));
    Scores.Method withDora = measure("DoRA", result(dora));
    List<String> tasks = Arrays.stream(WorldTask.values()).map(WorldTask::folder).toList();
    return new QuickstartResult(
        new Scores(tasks, List.of(before, withLora, withDora)),
        lora,
        dora,
        (System.nanoTime() - start) / 1e9);
  }

  private Scores.Method measure(String name, @Nullable Path adapter) throws IOException {
    Scores.Method measured = scores.measure(name, adapter, this::progress);
    if (terminal.errColours()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
    return measured;
  }

  private TrainFinish train(Method method) {
    String name = method.name().toLowerCase(Locale.ROOT);
    TrainConfig config =
        TrainConfig.builder()
            .model(model.toString())
            .data(plan.trainFile())
            .output(plan.output().resolve(name))
            .method(method)
            .rank(plan.rank())
            .learningRate(plan.learningRate())
            .steps(plan.steps())
            .batch(QuickstartPlan.BATCH, 1)
            .set("seed", plan.seed())
            .set("save_every", 0)
            .set("device", "cpu")
            .build();
    ProgressLine progress =
        terminal.errColours()
            ? ProgressLine.live(terminal.err(), terminal.columns())
            : ProgressLine.plain(terminal.err(), Math.max(1, plan.steps() / 5));
    return FineTune.of(config).run(progress);
  }

  private static Path result(TrainFinish finish) {
    return Objects.requireNonNull(finish.result(), "a run that was not stopped has a result");
  }

  private void say(String line, Object... values) {
    terminal.note(terminal.errStyle().bold(String.format(Locale.ROOT, line, values)));
  }

  private void progress(String task) {
    if (terminal.errColours()) {
      terminal.err().print("\r\u001b[K     " + task + "\r");
      terminal.err().flush();
    }
  }
}
