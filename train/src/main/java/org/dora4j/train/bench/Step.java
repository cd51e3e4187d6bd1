package org.dora4j.train.bench;

import java.util.List;
import org.dora4j.model.Tape;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.optim.AdamW;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GradientClip;
import org.dora4j.train.optim.Gradients;

/** One training step, whole or phase by phase. */
final class Step {
  private static final GradientClip CLIP = new GradientClip(1.0);
  private static final int ROUNDS = 3;

  private final Transformer model;
  private final FlatParameters parameters;
  private final Runnable refresh;
  private final AdamW optimiser = new AdamW(0.9, 0.999, 1e-8);

  /**
   * @param refresh tells an adapter that its parameters have changed
   */
  Step(Transformer model, FlatParameters parameters, Runnable refresh) {
    this.model = model;
    this.parameters = parameters;
    this.refresh = refresh;
  }

  /** Number of trained values. */
  long trained() {
    return parameters.count();
  }

  /** Milliseconds of a whole step; {@code number} names its random numbers. */
  double run(Tokens tokens, int number) {
    Stopwatch watch = Stopwatch.start(model.device());
    try (Scope scope = Scope.open()) {
      parameters.clearGradients();
      double scale = 1.0 / trainedTokens(tokens);
      Tensor loss = Gradients.add(model, parameters, tokens, scale, Rng.mix(1, number));
      update();
      loss.item();
    }
    return 1e3 * watch.lap();
  }

  /**
   * Times the phases on their own.
   *
   * @param wholeMillis median of a whole step
   */
  StepPhases phases(Tokens tokens, double wholeMillis) {
    double[] forward = new double[ROUNDS];
    double[] backward = new double[ROUNDS];
    double[] optimiser = new double[ROUNDS];
    int lanes = Gradients.lanes(model, parameters, tokens.sequences());
    for (int round = 0; round < ROUNDS; round++) {
      long key = Rng.mix(2, round);
      List<Pass> passes =
          Gradients.overParts(model, parameters, tokens, lanes, part -> pass(part, key));
      forward[round] = passes.stream().mapToDouble(Pass::forward).max().orElse(0);
      backward[round] = passes.stream().mapToDouble(Pass::backward).max().orElse(0);
      Stopwatch watch = Stopwatch.start(model.device());
      update();
      parameters.clearGradients();
      optimiser[round] = 1e3 * watch.lap();
    }
    return StepPhases.of(
        wholeMillis,
        Spread.of(forward).median(),
        Spread.of(backward).median(),
        Spread.of(optimiser).median());
  }

  /** Milliseconds of the two ways through the blocks. */
  private record Pass(double forward, double backward) {}

  private Pass pass(Tokens tokens, long key) {
    Stopwatch watch = Stopwatch.start(model.device());
    try (Scope scope = Scope.open();
        Tape tape = model.trainingTape(tokens.sequences(), key)) {
      Tensor hidden = model.hidden(tokens.ids(), tape);
      double forward = 1e3 * watch.lap();
      // Any gradient of this shape takes as long; that of the true loss is not to be had alone.
      model.backward(hidden, tape);
      return new Pass(forward, 1e3 * watch.lap());
    }
  }

  private void update() {
    try (Scope scope = Scope.open()) {
      Tensor norm = parameters.gradientNorm();
      if (AdamW.clipsOnTheWay(parameters)) {
        optimiser.step(parameters, 1, CLIP, norm);
      } else {
        CLIP.apply(parameters, norm.item());
        optimiser.step(parameters, 1);
      }
    }
    refresh.run();
  }

  private static int trainedTokens(Tokens tokens) {
    return Math.max(1, tokens.trained());
  }
}
