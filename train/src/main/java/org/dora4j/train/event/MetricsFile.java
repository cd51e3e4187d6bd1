package org.dora4j.train.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Appends one JSON object per event to a file, which charts and reports read. A number that is not
 * finite is written as null. Lines that a full disk refuses are kept and written with the next one,
 * so that a run does not end because of its log.
 *
 * <p>Events: {@code start} (trainable, all, examples, validation_examples, steps, resumed_after,
 * expected_memory_bytes), {@code step} (step, epoch, loss, lr, grad_norm, trained_tokens, tokens,
 * tokens_per_s, step_s, memory_bytes), {@code skipped} (step, loss, in fp16 loss_scale), {@code
 * eval} (step, eval_loss, trained_tokens, best, eval_s), {@code checkpoint} (step), {@code warning}
 * (message), {@code finish} (step, stopped, train_s, tokens, peak_memory_bytes).
 */
public final class MetricsFile implements TrainListener {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final StringBuilder pending = new StringBuilder();

  /**
   * @param file is appended to, or made with its first line
   */
  public MetricsFile(Path file) {
    this.file = file;
  }

  @Override
  public void onStart(TrainStart start) {
    ObjectNode line = event("start").put("trainable", start.trainable()).put("all", start.all());
    line.put("examples", start.examples()).put("validation_examples", start.validationExamples());
    line.put("steps", start.steps()).put("resumed_after", start.resumedAfter());
    write(line.put("expected_memory_bytes", start.memoryBytes()));
  }

  @Override
  public void onStep(TrainStep step) {
    ObjectNode line = event("step").put("step", step.step());
    number(line, "epoch", step.epoch());
    number(line, "loss", step.loss());
    number(line, "lr", step.learningRate());
    number(line, "grad_norm", step.gradientNorm());
    line.put("trained_tokens", step.trainedTokens()).put("tokens", step.tokens());
    number(line, "tokens_per_s", step.tokensPerSecond());
    number(line, "step_s", step.seconds());
    write(line.put("memory_bytes", step.memoryBytes()));
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    ObjectNode line = event("skipped").put("step", step.step());
    number(line, "loss", step.loss());
    step.lossScale().ifPresent(scale -> line.put("loss_scale", scale));
    write(line);
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    ObjectNode line = event("eval").put("step", evaluation.step());
    number(line, "eval_loss", evaluation.loss());
    line.put("trained_tokens", evaluation.trainedTokens()).put("best", evaluation.best());
    number(line, "eval_s", evaluation.seconds());
    write(line);
  }

  @Override
  public void onCheckpoint(CheckpointSaved checkpoint) {
    write(event("checkpoint").put("step", checkpoint.step()));
  }

  @Override
  public void onWarning(String sentence) {
    write(event("warning").put("message", sentence));
  }

  @Override
  public void onFinish(TrainFinish finish) {
    ObjectNode line = event("finish").put("step", finish.step()).put("stopped", finish.stopped());
    number(line, "train_s", finish.seconds());
    line.put("tokens", finish.tokens()).put("peak_memory_bytes", finish.peakMemoryBytes());
    write(line);
    if (!pending.isEmpty()) {
      throw new UncheckedIOException(
          "Cannot write the last lines of " + file + " (is the disk full?).",
          new IOException("disk full"));
    }
  }

  private static ObjectNode event(String name) {
    return JSON.createObjectNode().put("event", name);
  }

  private static void number(ObjectNode line, String key, double value) {
    if (Double.isFinite(value)) {
      line.put(key, value);
    } else {
      line.putNull(key);
    }
  }

  private void write(ObjectNode line) {
    pending.append(JSON.writeValueAsString(line)).append('\n');
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      append(channel, ByteBuffer.wrap(pending.toString().getBytes(StandardCharsets.UTF_8)));
      pending.setLength(0);
    } catch (IOException e) {
      // The lines stay pending: see the class comment.
    }
  }

  /** Appends all or nothing: half a line would make the file unreadable. */
  private static void append(FileChannel channel, ByteBuffer lines) throws IOException {
    long end = channel.size();
    channel.position(end);
    try {
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      channel.truncate(end);
      throw e;
    }
  }
}
