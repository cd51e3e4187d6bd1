package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which options of an {@link AdapterConfig} VeRA and DVoRA cannot have, one sentence each. */
final class VeraOptionsCheck {

  private static final String ONE_PAIR = "as all modules share one A and one B";

  private VeraOptionsCheck() {}

  static List<String> problems(
      boolean rsLora,
      ModuleSelection magnitudeTargets,
      Map<String, Integer> rankPattern,
      Map<String, Double> alphaPattern,
      boolean loraBias,
      Initialisation initialisation,
      boolean ensureWeightTying,
      ProjectionOptions projection) {
    List<String> problems = new ArrayList<>();
    refuse(problems, !rankPattern.isEmpty(), "rank_pattern", ONE_PAIR);
    refuse(problems, !alphaPattern.isEmpty(), "alpha_pattern", "as they have no alpha");
    refuse(problems, rsLora, "rank-stabilised scaling", "as they have no alpha");
    refuse(problems, loraBias, "lora_bias", "as they have no B of their own");
    refuse(problems, initialisation != Initialisation.DEFAULT, "another init", ONE_PAIR);
    refuse(problems, !magnitudeTargets.isEmpty(), "magnitude targets", "use DoRA for them");
    refuse(problems, ensureWeightTying, "ensure_weight_tying", "as PEFT's VeRA has none");
    if (!Double.isFinite(projection.initialD()) || projection.initialD() == 0) {
      problems.add(
          "d_initial must be a number other than 0 but is %s; 0.1 is usual."
              .formatted(projection.initialD()));
    }
    return problems;
  }

  private static void refuse(List<String> problems, boolean set, String what, String why) {
    if (set) {
      problems.add("VeRA and DVoRA do not go with %s, %s; leave it off.".formatted(what, why));
    }
  }
}
