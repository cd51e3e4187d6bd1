package org.dora4j.eval;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.dora4j.torch.DType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that a task's answers depend on, as JSON. The number of questions read at once is not
 * among it.
 */
final class SuiteSettings {
  private static final JsonMapper JSON = new JsonMapper();

  private SuiteSettings() {}

  static ObjectNode of(EvaluatedModel model, DType dtype, EvaluationOptions options, TestSet set) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("task", set.task().name())
            .put("model", model.model())
            .put("model_print", model.modelPrint())
            .put("adapter", model.adapter())
            .put("adapter_print", model.adapterPrint())
            .put("dtype", dtype.toString())
            .put("template", options.template())
            .put("max_tokens", options.newTokens())
            .put("limit", options.limit())
            .put("test_set", set.sha256());
    if (options.decoding() instanceof Decoding.Searched searched) {
      Beams beams = searched.beams();
      json.put("decoding", "beams").put("beams", beams.count());
      json.put("length_penalty", beams.lengthPenalty());
      json.put("text_length", beams.length().toString());
      return draws(json, beams.sampling());
    }
    if (options.decoding() instanceof Decoding.Written written) {
      return draws(json.put("decoding", "written"), written.sampling());
    }
    return json.put("decoding", "constrained");
  }

  private static ObjectNode draws(ObjectNode json, Sampling sampling) {
    json.put("temperature", sampling.temperature());
    if (sampling.temperature() > 0) {
      json.put("top_k", sampling.topK()).put("top_p", sampling.topP()).put("seed", sampling.seed());
    }
    return json;
  }

  /**
   * Checks that an earlier evaluation had the same settings.
   *
   * @param file where the earlier ones stand
   * @throws EvaluationException naming the first that differs
   */
  static void requireSame(Path file, JsonNode earlier, ObjectNode now) {
    for (Map.Entry<String, JsonNode> each : now.properties()) {
      JsonNode before = earlier.path(each.getKey());
      // Compared as text: a number read back may have another Java type.
      if (!before.asString("").equals(each.getValue().asString(""))) {
        throw new EvaluationException(
            "%s is of another evaluation, with %s %s where this one has %s; name another folder, or add --overwrite to begin anew."
                .formatted(
                    file,
                    each.getKey(),
                    before.isMissingNode() ? "unknown" : before.asString(),
                    each.getValue().asString()));
      }
    }
  }
}
