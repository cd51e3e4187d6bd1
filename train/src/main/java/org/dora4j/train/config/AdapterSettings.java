package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.adapter.DropoutMask;
import org.jspecify.annotations.Nullable;

/**
 * What is trained, and how it is parametrised; the keys mean what PEFT's of the same purpose mean.
 *
 * @param method lora, dora, vera, dvora, magnitude or full
 * @param adapter folder of an adapter to continue from, whose own options then hold; null for a
 *     fresh one
 * @param rank r of A [r, in] and B [out, r]; more learns more and costs more
 * @param alpha α: the update is scaled by α / r, or α / √r with rank-stabilised scaling
 * @param rslora rank-stabilised scaling
 * @param dropout probability of hiding an input feature from the adapter during training
 * @param dropoutMask what hides features from DoRA's gain: auto, token or pass
 * @param targets modules by suffix; a single entry may be {@code all-linear} or a regular
 *     expression
 * @param exclude modules to leave out, as suffixes or one regular expression
 * @param rankPattern ranks of modules that differ, by suffix or regular expression
 * @param alphaPattern the same for α
 * @param layers numbers of the only layers to adapt; empty for all
 * @param layersPattern name of the list of layers, where it is not {@code layers}
 * @param magnitudeTargets modules of which only the magnitude is trained, beside the targets
 * @param modulesToSave modules trained in full beside the adapter, e.g. {@code lm_head}
 * @param bias which biases are trained: none, all or lora_only
 * @param loraBias whether B has a bias of its own
 * @param init how A and B begin: default, gaussian, pissa, olora or orthogonal
 * @param norm of DoRA: detached (a constant in backward, §4.3 of the paper) or full
 * @param ensureWeightTying whether a saved embedding and a head tied to it stay one
 * @param projection of VeRA and DVoRA
 */
public record AdapterSettings(
    Method method,
    @Nullable Path adapter,
    int rank,
    double alpha,
    boolean rslora,
    double dropout,
    DropoutMask dropoutMask,
    List<String> targets,
    List<String> exclude,
    Map<String, Double> rankPattern,
    Map<String, Double> alphaPattern,
    List<Integer> layers,
    @Nullable String layersPattern,
    List<String> magnitudeTargets,
    List<String> modulesToSave,
    String bias,
    boolean loraBias,
    String init,
    String norm,
    boolean ensureWeightTying,
    ProjectionSettings projection) {

  /** The modules that the paper adapts. */
  public static final List<String> PAPER_TARGETS =
      List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj");

  private static final List<String> BIASES = List.of("none", "all", "lora_only");
  private static final List<String> INITS =
      List.of("default", "gaussian", "pissa", "olora", "orthogonal");
  private static final List<String> NORMS = List.of("detached", "full");

  static AdapterSettings from(Settings settings) {
    String adapter = settings.text("adapter");
    Method method = settings.choice("method", Method.class, Method.DORA);
    ProjectionSettings projection = ProjectionSettings.from(settings, method);
    int rank = settings.integer("rank", method.sharesProjection() ? ProjectionSettings.RANK : 16);
    return new AdapterSettings(
        method,
        adapter == null ? null : Path.of(adapter),
        rank,
        settings.number("alpha", 2.0 * Math.max(1, rank)),
        settings.flag("rslora", false),
        settings.number("dropout", 0),
        settings.choice("dropout_mask", DropoutMask.class, DropoutMask.AUTO),
        settings.list("targets", PAPER_TARGETS),
        settings.list("exclude", List.of()),
        settings.numbers("rank_pattern"),
        settings.numbers("alpha_pattern"),
        settings.integers("layers"),
        settings.text("layers_pattern"),
        settings.list("magnitude_targets", List.of()),
        settings.list("modules_to_save", List.of()),
        settings.text("bias", "none"),
        settings.flag("lora_bias", false),
        settings.text("init", "default"),
        settings.text("norm", "detached"),
        settings.flag("ensure_weight_tying", false),
        projection);
  }

  void check(Problems problems) {
    problems.atLeast(1, "rank", rank);
    problems.positive("alpha", alpha);
    problems.fraction("dropout", dropout);
    problems.require(!targets.isEmpty(), "targets", "must name a module, or be all-linear");
    rankPattern.forEach(
        (name, r) ->
            problems.require(
                r >= 1 && r == Math.rint(r),
                "rank_pattern",
                "must give %s a whole rank of at least 1 but gives %s"
                    .formatted(name, Settings.show(r))));
    alphaPattern.values().forEach(a -> problems.positive("alpha_pattern", a));
    oneOf(problems, "bias", bias, BIASES);
    oneOf(problems, "init", init, INITS);
    oneOf(problems, "norm", norm, NORMS);
    problems.require(
        !loraBias || method == Method.LORA, "lora_bias", "works with the method lora only");
    problems.require(
        method.isAdapter() || adapter == null,
        "adapter",
        "cannot be continued by the method full: merge it into the model first");
  }

  private static void oneOf(Problems problems, String key, String value, List<String> allowed) {
    String hint =
        Suggestion.nearest(value, allowed).map(n -> "; did you mean " + n + "?").orElse("");
    problems.require(
        allowed.contains(value),
        key,
        "must be one of " + String.join(", ", allowed) + " but is '" + value + "'" + hint);
  }

  /** Whether A and B begin with what the base loses. */
  boolean changesBase() {
    return method.isAdapter() && (init.equals("pissa") || init.equals("olora"));
  }

  void write(Map<String, Object> out) {
    out.put("method", Settings.name(method));
    if (adapter != null) {
      out.put("adapter", adapter.toString());
    }
    if (!method.isAdapter()) {
      return;
    }
    out.put("rank", rank);
    if (method.sharesProjection()) {
      projection.write(out);
      writeModules(out);
      return;
    }
    out.put("alpha", alpha);
    out.put("rslora", rslora);
    out.put("rank_pattern", rankPattern);
    out.put("alpha_pattern", alphaPattern);
    writeModules(out);
    out.put("magnitude_targets", magnitudeTargets);
    out.put("lora_bias", loraBias);
    out.put("init", init);
    out.put("ensure_weight_tying", ensureWeightTying);
  }

  /** What adapters of all methods have. */
  private void writeModules(Map<String, Object> out) {
    out.put("dropout", dropout);
    out.put("dropout_mask", dropoutMask.word());
    out.put("targets", targets);
    out.put("exclude", exclude);
    out.put("layers", layers);
    if (layersPattern != null) {
      out.put("layers_pattern", layersPattern);
    }
    out.put("modules_to_save", modulesToSave);
    out.put("bias", bias);
    out.put("norm", norm);
  }
}
