package org.dora4j.train.event;

/**
 * Hears what a training run does. The run knows nothing of its listeners; progress lines, metrics
 * files and reports are some. Calls come from the training thread, in order.
 */
public interface TrainListener {

  /** Before the first step: what will be trained, on what, and what it should cost. */
  default void onStart(TrainStart start) {}

  /**
   * When the gradients of a step are queued and its update is not: what is trained, and its
   * gradients before clipping, may be looked at but not changed. On a GPU nothing is computed yet,
   * and whoever waits here lets it run dry.
   *
   * @param step number of the step, from 1
   */
  default void onGradients(int step) {}

  /** After each optimiser step. */
  default void onStep(TrainStep step) {}

  /** A step changed nothing, because a gradient was not finite. */
  default void onSkippedStep(SkippedStep step) {}

  /** Once, after the first step of this process: where the time until then has gone. */
  default void onStartup(Timeline timeline) {}

  /** After each pass over the validation examples. */
  default void onEvaluation(Evaluation evaluation) {}

  /** After a checkpoint is complete on disk. */
  default void onCheckpoint(CheckpointSaved checkpoint) {}

  /** One sentence that the user should know and that does not end the run. */
  default void onWarning(String sentence) {}

  /** After the last step, when the result is on disk. */
  default void onFinish(TrainFinish finish) {}
}
