package org.dora4j.study;

import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results of a study as JSON: its arms, their differences, the published figures. */
public final class SummaryJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SummaryJson() {}

  /**
   * {@code study}; {@code arms} with {@code labels}, {@code n}, {@code failed}, {@code open}, the
   * {@code tasks} and {@code mean} as {@code mean} and {@code deviation} (0 to 1; null where not
   * known), {@code loss}, {@code trained}, {@code peak_bytes}, {@code tokens_per_s}, {@code
   * training_s}; {@code differences} in percentage points; {@code findings}; {@code published}.
   */
  public static String text(Summary summary) {
    ObjectNode root = JSON.createObjectNode().put("study", summary.study().name());
    ArrayNode arms = root.putArray("arms");
    summary.arms().forEach(arm -> addArm(arms.addObject(), summary.tasks(), arm));
    ArrayNode differences = root.putArray("differences");
    for (Difference difference : summary.differences()) {
      ObjectNode node = differences.addObject();
      node.set("arm", JSON.valueToTree(difference.arm().labels()));
      node.set("baseline", JSON.valueToTree(difference.baseline().labels()));
      node.put("points", difference.points());
      number(node, "spread", difference.spread());
      node.put("verdict", difference.verdict());
    }
    root.set("findings", JSON.valueToTree(summary.findings()));
    Published published = summary.study().published();
    ObjectNode others = root.putObject("published").put("source", published.source());
    others.set("labels", JSON.valueToTree(published.labels()));
    others.set("figures", JSON.valueToTree(published.figures()));
    others.set("rows", JSON.valueToTree(published.rows()));
    return JSON.writeValueAsString(root);
  }

  private static void addArm(ObjectNode node, List<String> tasks, Arm arm) {
    node.set("labels", JSON.valueToTree(arm.labels()));
    node.put("n", arm.cells().size()).put("failed", arm.failed()).put("open", arm.open());
    ObjectNode accuracies = node.putObject("tasks");
    tasks.forEach(task -> spread(accuracies.putObject(task), arm.accuracy(task)));
    spread(node.putObject("mean"), arm.mean());
    spread(node.putObject("loss"), arm.spread(cell -> cell.training().loss()));
    spread(node.putObject("trained"), arm.spread(cell -> cell.training().trainable()));
    node.put("peak_bytes", arm.peakBytes());
    spread(node.putObject("tokens_per_s"), arm.spread(c -> c.training().tokensPerSecond()));
    spread(node.putObject("training_s"), arm.spread(cell -> cell.training().seconds()));
  }

  private static void spread(ObjectNode node, Spread spread) {
    number(node, "mean", spread.mean());
    number(node, "deviation", spread.deviation());
  }

  private static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
