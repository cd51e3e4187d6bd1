package org.dora4j.train.event;

import java.util.function.Consumer;

/** Adds a run's first step to its timeline and then, once, hands the timeline on. */
public final class StartupLog implements TrainListener {
  private final Timeline timeline;
  private final Consumer<Timeline> done;
  private double since;
  private boolean told;

  /**
   * @param done is given the timeline when the first step is done, also where it changed nothing
   */
  public StartupLog(Timeline timeline, Consumer<Timeline> done) {
    this.timeline = timeline;
    this.done = done;
    this.since = timeline.now();
  }

  @Override
  public void onStart(TrainStart start) {
    timeline.add("optimiser and forecast", since);
    since = timeline.now();
  }

  @Override
  public void onGradients(int step) {
    if (!told) {
      timeline.add("first step, forward and backward", since);
    }
  }

  @Override
  public void onStep(TrainStep step) {
    firstStep();
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    firstStep();
  }

  private void firstStep() {
    if (!told) {
      told = true;
      timeline.add("first step", since);
      done.accept(timeline);
    }
  }
}
