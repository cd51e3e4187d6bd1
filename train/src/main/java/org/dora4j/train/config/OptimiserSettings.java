package org.dora4j.train.config;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dora4j.train.optim.Schedule;

/**
 * How the trained values move.
 *
 * @param epochs passes over the examples; ignored where {@code steps} is set
 * @param steps optimiser steps of the whole run, or empty for whole epochs
 * @param batchSize examples of a micro-batch, which are in memory at once
 * @param accumulation micro-batches of a step; the gradient is that of one large batch
 * @param learningRate peak η (key {@code lr}); too high and the loss jumps, too low and it crawls
 * @param magnitudeLearningRate peak η of DoRA's magnitudes; empty for the same
 * @param schedule shape of the rate after warm-up
 * @param warmupSteps steps of linear rise; empty for {@code warmupRatio}
 * @param warmupRatio fraction of all steps that rise
 * @param weightDecay λ of AdamW, decoupled
 * @param noDecay parameters exempt from it: those whose name contains one of these texts
 * @param beta1 memory of the mean gradient
 * @param beta2 memory of the mean squared gradient
 * @param eps ε of AdamW
 * @param clip most that the gradient's norm may be; 0 for no limit
 * @param seed of the order of examples, the adapter's initial values, dropout and the split
 */
public record OptimiserSettings(
    double epochs,
    OptionalInt steps,
    int batchSize,
    int accumulation,
    double learningRate,
    OptionalDouble magnitudeLearningRate,
    Schedule.Shape schedule,
    OptionalInt warmupSteps,
    double warmupRatio,
    double weightDecay,
    List<String> noDecay,
    double beta1,
    double beta2,
    double eps,
    double clip,
    long seed) {

  static OptimiserSettings from(Settings settings, Method method) {
    List<String> betas = settings.list("betas", List.of("0.9", "0.999"));
    return new OptimiserSettings(
        settings.number("epochs", 3),
        optionalInteger(settings, "steps"),
        settings.integer("batch_size", 4),
        settings.integer("accumulation", 4),
        settings.number("lr", learningRate(method)),
        settings.has("magnitude_lr")
            ? OptionalDouble.of(settings.number("magnitude_lr", 0))
            : OptionalDouble.empty(),
        settings.choice("schedule", Schedule.Shape.class, Schedule.Shape.LINEAR),
        optionalInteger(settings, "warmup_steps"),
        settings.number("warmup_ratio", settings.has("warmup_steps") ? 0 : 0.03),
        settings.number("weight_decay", 0),
        settings.list("no_decay", List.of()),
        beta(betas, 0),
        beta(betas, 1),
        settings.number("eps", 1e-8),
        settings.number("clip", 1),
        settings.longInteger("seed", 42));
  }

  /** Vectors over a frozen projection take ten times the rate of factors, as in VeRA's paper. */
  private static double learningRate(Method method) {
    return switch (method) {
      case FULL -> 2e-5;
      case VERA, DVORA -> 4e-3;
      default -> 2e-4;
    };
  }

  private static OptionalInt optionalInteger(Settings settings, String key) {
    return settings.has(key) ? OptionalInt.of(settings.integer(key, 1)) : OptionalInt.empty();
  }

  /** NaN where there is no such number, which the check then names. */
  private static double beta(List<String> betas, int index) {
    try {
      return betas.size() == 2 ? Double.parseDouble(betas.get(index)) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  void check(Problems problems) {
    problems.positive("epochs", epochs);
    steps.ifPresent(n -> problems.atLeast(1, "steps", n));
    problems.atLeast(1, "batch_size", batchSize);
    problems.atLeast(1, "accumulation", accumulation);
    problems.positive("lr", learningRate);
    magnitudeLearningRate.ifPresent(rate -> problems.atLeast(0, "magnitude_lr", rate));
    warmupSteps.ifPresent(n -> problems.atLeast(0, "warmup_steps", n));
    problems.fraction("warmup_ratio", warmupRatio);
    problems.require(
        warmupSteps.isEmpty() || warmupRatio == 0,
        "warmup_ratio",
        "cannot be set together with warmup_steps: take one of them");
    problems.atLeast(0, "weight_decay", weightDecay);
    problems.require(
        beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1,
        "betas",
        "must be two numbers from 0 to below 1, as in [0.9, 0.999]");
    problems.positive("eps", eps);
    problems.atLeast(0, "clip", clip);
  }

  /** Optimiser steps of a run whose epochs have {@code stepsPerEpoch} steps. */
  public int totalSteps(int stepsPerEpoch) {
    return steps.orElseGet(
        () -> Math.max(1, Math.toIntExact((long) Math.ceil(epochs * stepsPerEpoch))));
  }

  /** The learning rate's course over a run of {@code totalSteps}. */
  public Schedule scheduleFor(int totalSteps) {
    int warmup = warmupSteps.orElseGet(() -> (int) Math.ceil(warmupRatio * totalSteps));
    return new Schedule(schedule, warmup, totalSteps);
  }

  void write(Map<String, Object> out) {
    if (steps.isPresent()) {
      out.put("steps", steps.getAsInt());
    } else {
      out.put("epochs", epochs);
    }
    out.put("batch_size", batchSize);
    out.put("accumulation", accumulation);
    out.put("lr", learningRate);
    magnitudeLearningRate.ifPresent(rate -> out.put("magnitude_lr", rate));
    out.put("schedule", Settings.name(schedule));
    if (warmupSteps.isPresent()) {
      out.put("warmup_steps", warmupSteps.getAsInt());
    } else {
      out.put("warmup_ratio", warmupRatio);
    }
    out.put("weight_decay", weightDecay);
    out.put("no_decay", noDecay);
    out.put("betas", List.of(beta1, beta2));
    out.put("eps", eps);
    out.put("clip", clip);
    out.put("seed", seed);
  }
}
