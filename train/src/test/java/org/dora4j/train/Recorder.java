package org.dora4j.train;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.train.event.CheckpointSaved;
import org.dora4j.train.event.Evaluation;
import org.dora4j.train.event.SkippedStep;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.event.TrainStep;

/** Keeps every event. */
class Recorder implements TrainListener {
  final List<TrainStart> starts = new ArrayList<>();
  final List<TrainStep> steps = new ArrayList<>();
  final List<SkippedStep> skipped = new ArrayList<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  final List<CheckpointSaved> checkpoints = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();

  @Override
  public void onStart(TrainStart start) {
    starts.add(start);
  }

  @Override
  public void onStep(TrainStep step) {
    steps.add(step);
  }

  @Override
  public void onSkippedStep(SkippedStep step) {
    skipped.add(step);
  }

  @Override
  public void onEvaluation(Evaluation evaluation) {
    evaluations.add(evaluation);
  }

  @Override
  public void onCheckpoint(CheckpointSaved checkpoint) {
    checkpoints.add(checkpoint);
  }

  @Override
  public void onWarning(String sentence) {
    warnings.add(sentence);
  }

  List<Double> losses() {
    return steps.stream().map(TrainStep::loss).toList();
  }
}
