package org.dora4j.study.paper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dora4j.study.Cell;
import org.dora4j.study.Published;
import org.dora4j.study.Study;
import org.dora4j.study.Summary;
import org.dora4j.study.TrainingPart;

/**
 * Which modules' directions and which modules' magnitudes are trained (section 5.6, table 6 of the
 * paper): all magnitudes with few directions train half as much as LoRA.
 */
public final class Granularity implements Study {
  private static final String MODULES = "modules";
  private static final List<String> QKVUD =
      List.of("q_proj", "k_proj", "v_proj", "up_proj", "down_proj");
  private static final List<String> QKV = List.of("q_proj", "k_proj", "v_proj");
  private static final List<String> OGUD = List.of("o_proj", "gate_proj", "up_proj", "down_proj");

  private static final Published PUBLISHED =
      Published.of(
          "table 6 of the paper, commonsense reasoning; mean is that of LLaMA-7B.",
          1,
          """
          modules                | trained % | mean | trained % 13B | mean 13B
          LoRA QKVUD             | 0.83 | 74.7 | 0.67 | 80.5
          DoRA QKVUD             | 0.84 | 78.1 | 0.68 | 81.5
          DoRA m:QKVOGUD V:QKV   | 0.39 | 77.5 | 0.31 | 81.3
          """);

  /** The three choices with every seed. */
  public static List<Cell> cells(CellPlan plan) {
    List<Cell> cells = new ArrayList<>();
    for (long seed : plan.seeds()) {
      cells.add(cell(plan, seed, "LoRA QKVUD", "lora", Map.of("targets", QKVUD)));
    }
    for (long seed : plan.seeds()) {
      cells.add(cell(plan, seed, "DoRA QKVUD", "dora", Map.of("targets", QKVUD)));
    }
    for (long seed : plan.seeds()) {
      Map<String, Object> modules = Map.of("targets", QKV, "magnitude_targets", OGUD);
      cells.add(cell(plan, seed, "DoRA m:QKVOGUD V:QKV", "dora", modules));
    }
    return cells;
  }

  private static Cell cell(
      CellPlan plan, long seed, String modules, String method, Map<String, Object> settings) {
    return plan.cell(CellPlan.labels(MODULES, modules), method, seed, settings, TrainingPart.ALL);
  }

  @Override
  public String name() {
    return "granularity";
  }

  @Override
  public String title() {
    return "Directions and magnitudes of which modules";
  }

  @Override
  public String contrast() {
    return MODULES;
  }

  @Override
  public String baseline() {
    return "LoRA QKVUD";
  }

  @Override
  public Published published() {
    return PUBLISHED;
  }

  @Override
  public List<Path> draw(Summary summary, Path folder) throws IOException {
    Path png = folder.resolve("accuracy.png");
    ArmCharts.means(summary, png);
    return List.of(png);
  }
}
