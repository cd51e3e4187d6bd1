package org.dora4j.train.event;

import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one; each event goes to all in their order. */
public record TrainListeners(List<TrainListener> listeners) implements TrainListener {

  public TrainListeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void onStart(TrainStart start) {
    all(listener -> listener.onStart(start));
  }

  @Override
  public void onGradients(int step) {
    all(listener -> listener.onGradients(step));
  }

  @Override
  public void onStep(TrainStep step) {
    all(listener -> listener.onStep(step));
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    all(listener -> listener.onSkippedStep(step));
  }

  @Override
  public void onStartup(Timeline timeline) {
    all(listener -> listener.onStartup(timeline));
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    all(listener -> listener.onEvaluation(evaluation));
  }

  @Override
  public void onCheckpoint(CheckpointSaved checkpoint) {
    all(listener -> listener.onCheckpoint(checkpoint));
  }

  @Override
  public void onWarning(String sentence) {
    all(listener -> listener.onWarning(sentence));
  }

  @Override
  public void onFinish(TrainFinish finish) {
    all(listener -> listener.onFinish(finish));
  }

  private void all(Consumer<TrainListener> event) {
    listeners.forEach(event);
  }
}
