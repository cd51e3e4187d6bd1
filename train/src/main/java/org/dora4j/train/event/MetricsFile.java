package org.dora4j.train.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends one JSON object per event to a file, which charts and reports read. A number that is not
 * finite is written as null. Lines that a full disk refuses are kept and written with the next one,
 * so that a run does not end because of its log.
 *
 * <p>Events: {@code start} (trainable, all, examples, validation_examples, steps, resumed_after,
 * expected_memory_bytes), {@code step} (step, epoch, loss, lr, grad_norm, trained_tokens, tokens,
 * tokens_per_s, step_s, memory_bytes), {@code startup} (java_started, and phases: phase, begin_s
 * and end_s since then; after a process's first step), {@code skipped} (step, loss, in fp16
 * loss_scale), {@code eval} (step, eval_loss, trained_tokens, best, eval_s), {@code checkpoint}
 * (step), {@code warning} (message), {@code finish} (step, stopped, train_s, tokens,
 * peak_memory_bytes).
 */
public final class MetricsFile implements TrainListener {
  private final Path file;
  private final JsonLog log;

  /**
   * @param file is appended to, or made with its first line
   */
  public MetricsFile(Path file) {
    this.file = file;
    this.log = new JsonLog(file);
  }

  @Override
  public void onStart(TrainStart start) {
    ObjectNode line =
        JsonLog.event("start").put("trainable", start.trainable()).put("all", start.all());
    line.put("examples", start.examples()).put("validation_examples", start.validationExamples());
    line.put("steps", start.steps()).put("resumed_after", start.resumedAfter());
    log.write(line.put("expected_memory_bytes", start.memoryBytes()));
  }

  @Override
  public void onStep(TrainStep step) {
    ObjectNode line = JsonLog.event("step").put("step", step.step());
    number(line, "epoch", step.epoch());
    number(line, "loss", step.loss());
    number(line, "lr", step.learningRate());
    number(line, "grad_norm", step.gradientNorm());
    line.put("trained_tokens", step.trainedTokens()).put("tokens", step.tokens());
    number(line, "tokens_per_s", step.tokensPerSecond());
    number(line, "step_s", step.seconds());
    log.write(line.put("memory_bytes", step.memoryBytes()));
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    ObjectNode line = JsonLog.event("skipped").put("step", step.step());
    number(line, "loss", step.loss());
    step.lossScale().ifPresent(scale -> line.put("loss_scale", scale));
    log.write(line);
  }

  @Override
  public void onStartup(Timeline timeline) {
    ObjectNode line = JsonLog.event("startup").put("java_started", timeline.started().toString());
    for (Timeline.Phase phase : timeline.phases()) {
      ObjectNode json = line.withArray("phases").addObject().put("phase", phase.name());
      json.put("begin_s", milliseconds(phase.begin())).put("end_s", milliseconds(phase.end()));
    }
    log.write(line);
  }

  private static double milliseconds(double seconds) {
    return Math.round(seconds * 1e3) / 1e3;
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    ObjectNode line = JsonLog.event("eval").put("step", evaluation.step());
    number(line, "eval_loss", evaluation.loss());
    line.put("trained_tokens", evaluation.trainedTokens()).put("best", evaluation.best());
    number(line, "eval_s", evaluation.seconds());
    log.write(line);
  }

  @Override
  public void onCheckpoint(CheckpointSaved checkpoint) {
    log.write(JsonLog.event("checkpoint").put("step", checkpoint.step()));
  }

  @Override
  public void onWarning(String sentence) {
    log.write(JsonLog.event("warning").put("message", sentence));
  }

  @Override
  public void onFinish(TrainFinish finish) {
    ObjectNode line =
        JsonLog.event("finish").put("step", finish.step()).put("stopped", finish.stopped());
    number(line, "train_s", finish.seconds());
    line.put("tokens", finish.tokens()).put("peak_memory_bytes", finish.peakMemoryBytes());
    log.write(line);
    if (!log.isComplete()) {
      throw new UncheckedIOException(
          "Cannot write the last lines of " + file + " (is the disk full?).",
          new IOException("disk full"));
    }
  }

  private static void number(ObjectNode line, String key, double value) {
    if (Double.isFinite(value)) {
      line.put(key, value);
    } else {
      line.putNull(key);
    }
  }
}
