package org.dora4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dora4j.data.Batches;
import org.dora4j.model.Tokens;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Readback;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.train.config.OptimiserSettings;
import org.dora4j.train.event.CheckpointSaved;
import org.dora4j.train.event.Evaluation;
import org.dora4j.train.event.SkippedStep;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.event.TrainStep;
import org.dora4j.train.optim.AdamW;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GradientClip;
import org.dora4j.train.optim.Gradients;
import org.dora4j.train.optim.LossScale;
import org.dora4j.train.optim.Schedule;
import org.dora4j.train.run.Best;
import org.dora4j.train.run.Checkpoints;
import org.dora4j.train.run.Fingerprint;
import org.dora4j.train.run.RunFolder;
import org.dora4j.train.run.RunFolderException;
import org.dora4j.train.run.RunState;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: gradients of a few micro-batches, clip, AdamW, and now and then an evaluation
 * and a checkpoint.
 *
 * <p>The loss of a step is the sum over its trained tokens of all micro-batches divided by their
 * number, so k micro-batches of n examples train as one batch of k · n does. Random numbers follow
 * from the seed, the step and the place of use alone: a resumed run needs no random state.
 */
public final class Trainer implements AutoCloseable {

  /** So many steps in a row may have a gradient that is not finite; in fp16 more, see there. */
  static final int MOST_SKIPPED = 5;

  private final TrainTask task;
  private final OptimiserSettings settings;
  private final @Nullable RunFolder folder;
  private final TrainListener listener;
  private final FlatParameters parameters;
  private final AdamW optimiser;
  private final GradientClip clip;
  private final @Nullable LossScale lossScale;
  private final Feed feed;
  private final Schedule schedule;
  private final Cadence cadence;
  private final int totalSteps;
  private final String fingerprint;

  private int step;
  private int skippedInARow;
  private int savedAt = -1;
  private double lastLoss = Double.NaN;
  private double seconds;
  private long tokensRead;
  private long lastReport = System.nanoTime();
  private @Nullable StepInFlight inFlight;
  private @Nullable Best best;
  private volatile boolean stopRequested;

  /**
   * Lays out the parameters; they are trainable until {@link #close}.
   *
   * @param folder for checkpoints and the result; null to write nothing
   */
  public Trainer(TrainTask task, @Nullable RunFolder folder, TrainListener listener) {
    this.task = task;
    this.settings = task.config().optimiser();
    this.folder = folder;
    this.listener = listener;
    this.parameters = FlatParameters.of(task.trainable().parameters(), task::groupOf);
    this.optimiser = new AdamW(settings.beta1(), settings.beta2(), settings.eps());
    this.clip = new GradientClip(settings.clip());
    this.lossScale = task.model().dtype() == DType.F16 ? new LossScale() : null;
    Batches batches = task.batches();
    this.feed = new Feed(batches, settings.accumulation());
    int stepsPerEpoch = batches.stepsPerEpoch(settings.accumulation());
    this.totalSteps = settings.totalSteps(stepsPerEpoch);
    this.schedule = settings.scheduleFor(totalSteps);
    this.cadence =
        Cadence.of(
            task.config().run(), !task.data().validation().isEmpty(), stepsPerEpoch, totalSteps);
    this.fingerprint = Fingerprint.of(task.data().examples());
  }

  /**
   * Trains to the last step, or until somebody asks to stop; then a checkpoint is saved.
   *
   * @throws DivergedException if gradients are not finite in several steps in a row
   * @throws RunFolderException if there is nothing to resume from, or the result cannot be saved
   */
  public TrainFinish train() {
    if (folder != null && task.config().run().resume()) {
      resume(folder);
    }
    task.trainable().refresh(step);
    listener.onStart(start());
    while (step < totalSteps && !stopRequested) {
      try (Scope scope = Scope.open()) {
        takeStep();
        boolean evaluates = cadence.evaluationDue(step);
        if (evaluates || cadence.saveDue(step)) {
          settle();
        }
        boolean improved = evaluates && evaluate();
        if (cadence.saveDue(step) || (improved && task.config().run().keepBest())) {
          trySave();
        }
      }
    }
    settle();
    return finish();
  }

  /** Ends the run after the step in progress. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Queues a step, prepares the next one's batch while a GPU works on it, and then tells of the
   * step before, whose numbers have arrived meanwhile: a GPU never waits for the host. On a CPU
   * there is nothing to wait for, and the step itself is told of; in fp16 neither, as the next
   * step's loss scale depends on this step's gradient.
   */
  private void takeStep() {
    StepInFlight before = inFlight;
    inFlight = queue(feed.take());
    if (step < totalSteps) {
      feed.prepare();
    }
    if (before != null) {
      report(before);
    }
    if (!task.model().device().cuda() || lossScale != null) {
      settle();
    }
  }

  private StepInFlight queue(Feed.StepBatch batch) {
    long begin = System.nanoTime();
    double factor = schedule.factor(lossScale == null ? step : (int) optimiser.steps());
    boolean clipsOnTheWay = AdamW.clipsOnTheWay(parameters);
    try (Scope scope = Scope.open()) {
      Tensor loss = gradients(batch);
      Tensor norm = parameters.gradientNorm();
      Readback numbers = Readback.of(Ops.stack(List.of(loss, norm.to(DType.F64)), 0));
      listener.onGradients(step + 1);
      if (clipsOnTheWay) {
        optimiser.step(parameters, factor, clip, norm);
        task.trainable().refresh(step + 1L);
      } else if (Double.isFinite(numbers.get()[1])) {
        clip.apply(parameters, numbers.get()[1]);
        optimiser.step(parameters, factor);
        task.trainable().refresh(step + 1L);
      }
      step++;
      return new StepInFlight(step, batch, factor, numbers, clipsOnTheWay, begin);
    }
  }

  /** Adds up the gradients of a step; returns its loss. */
  private Tensor gradients(Feed.StepBatch batch) {
    try (Scope scope = Scope.open()) {
      parameters.clearGradients();
      double scale = 1.0 / Math.max(1, batch.trained());
      double scaled = lossScale == null ? scale : scale * lossScale.value();
      Tensor loss = Tensors.zeros(DType.F64, task.model().device());
      for (int micro = 0; micro < batch.microBatches().size(); micro++) {
        long dropoutKey = Rng.mix(settings.seed(), step, micro);
        Tokens tokens = batch.microBatches().get(micro);
        loss.add_(Gradients.add(task.model(), parameters, tokens, scaled, dropoutKey));
      }
      if (lossScale != null) {
        parameters.scaleGradients(1 / lossScale.value());
      }
      return scope.keep(loss.mul_(scale));
    }
  }

  /** Waits for the step in flight, if there is one, and tells of it: nothing is left open. */
  private void settle() {
    StepInFlight done = inFlight;
    inFlight = null;
    if (done != null) {
      report(done);
    }
  }

  private void report(StepInFlight done) {
    double[] lossAndNorm = done.numbers().get();
    lastLoss = lossAndNorm[0];
    // While steps overlap, a step takes as long as it is told of after the one before.
    long now = System.nanoTime();
    double taken = (now - Math.max(done.begin(), lastReport)) / 1e9;
    lastReport = now;
    seconds += taken;
    tokensRead += done.batch().tokens();
    boolean finite = Double.isFinite(lossAndNorm[1]);
    if (lossScale != null) {
      lossScale.after(finite);
    }
    if (finite) {
      skippedInARow = 0;
      listener.onStep(told(done, lossAndNorm[1], taken));
    } else {
      if (done.updated()) {
        optimiser.takeBack();
      }
      skipped(done.number());
    }
  }

  private TrainStep told(StepInFlight done, double norm, double taken) {
    Batches.Position end = done.batch().end();
    return new TrainStep(
        done.number(),
        totalSteps,
        end.epoch() + (double) end.index() / task.data().examples().size(),
        lastLoss,
        settings.learningRate() * done.factor(),
        norm,
        done.batch().trained(),
        done.batch().tokens(),
        taken,
        Memory.peakBytes(task.model().device()));
  }

  private void skipped(int number) {
    skippedInARow++;
    OptionalDouble scale =
        lossScale == null ? OptionalDouble.empty() : OptionalDouble.of(lossScale.value());
    listener.onSkippedStep(new SkippedStep(number, lastLoss, skippedInARow, scale));
    if (skippedInARow >= MOST_SKIPPED + (lossScale == null ? 0 : LossScale.HALVINGS)) {
      throw new DivergedException(
          "Training has diverged: in %d steps in a row, up to step %d, the gradient of %s was not finite; try a lower learning rate, a longer warm-up or fp32."
              .formatted(
                  skippedInARow,
                  number,
                  parameters.firstNonFiniteGradient().orElse("a parameter")));
    }
  }

  /** Returns whether no earlier evaluation was as low. */
  private boolean evaluate() {
    long begin = System.nanoTime();
    Evaluator.Result result =
        Evaluator.evaluate(task.model(), task.data().validation(), settings.batchSize());
    boolean improved = best == null || result.loss() < best.loss();
    if (improved) {
      best = new Best(step, result.loss());
    }
    double taken = (System.nanoTime() - begin) / 1e9;
    listener.onEvaluation(
        new Evaluation(step, result.loss(), result.trainedTokens(), improved, taken));
    return improved;
  }

  /** A checkpoint that fails must not end a run that may have hours behind it. */
  private void trySave() {
    try {
      save();
    } catch (RunFolderException e) {
      listener.onWarning(String.valueOf(e.getMessage()));
    }
  }

  private void save() {
    if (folder == null || savedAt == step) {
      return;
    }
    RunState state =
        new RunState(
            step,
            optimiser.steps(),
            feed.position(),
            best,
            lossScale == null ? null : lossScale.state(),
            fingerprint,
            task.config().fixedSettings());
    String name = folder.resultName();
    Path saved =
        folder
            .checkpoints()
            .save(
                state,
                parameters,
                task.config().run().keepBest(),
                path -> task.trainable().save(path.resolve(name)));
    savedAt = step;
    listener.onCheckpoint(new CheckpointSaved(step, saved));
  }

  private void resume(RunFolder from) {
    Path checkpoint = from.checkpoints().latest().orElseThrow();
    RunState state = Checkpoints.state(checkpoint);
    state.requireSame(task.config().fixedSettings(), fingerprint);
    Checkpoints.load(checkpoint, parameters);
    feed.seek(state.position());
    optimiser.resumeAfter(state.updates());
    step = state.step();
    savedAt = step;
    best = state.best();
    if (lossScale != null && state.lossScale() != null) {
      lossScale.resume(state.lossScale());
    }
  }

  private TrainStart start() {
    Estimate estimate = Estimate.of(task, totalSteps - step);
    return new TrainStart(
        parameters.count(),
        task.trainable().allCount(),
        task.data().examples().size(),
        task.data().validation().size(),
        totalSteps,
        step,
        estimate.memoryBytes(),
        OptionalDouble.of(estimate.seconds()),
        task.model().device().toString(),
        task.model().dtype().toString());
  }

  private TrainFinish finish() {
    boolean stopped = step < totalSteps;
    Path result = null;
    if (stopped && step > 0) {
      save();
    }
    if (!stopped && folder != null) {
      if (task.config().run().keepBest()) {
        returnToBest(folder.checkpoints());
      }
      result = folder.saveResult(task.trainable()::save);
    }
    TrainFinish finish =
        new TrainFinish(
            step,
            totalSteps,
            stopped,
            lastLoss,
            best == null ? OptionalDouble.empty() : OptionalDouble.of(best.loss()),
            best == null ? OptionalInt.empty() : OptionalInt.of(best.step()),
            seconds,
            tokensRead,
            Memory.peakBytes(task.model().device()),
            result);
    listener.onFinish(finish);
    return finish;
  }

  private void returnToBest(Checkpoints checkpoints) {
    if (best == null || best.step() == step) {
      return;
    }
    if (!checkpoints.steps().contains(best.step())) {
      listener.onWarning(
          "The best weights, of step %d, could not be saved then; the result has the last ones."
              .formatted(best.step()));
      return;
    }
    Checkpoints.load(checkpoints.folder(best.step()), parameters);
    task.trainable().refresh(step);
  }

  /** Freezes the parameters, which keep their values, and releases the buffers. */
  @Override
  public void close() {
    if (inFlight != null) {
      inFlight.close();
      inFlight = null;
    }
    parameters.close();
  }
}
