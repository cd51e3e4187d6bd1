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

/** LoRA and DoRA at several ranks (section 5.5, figure 5 of the paper). */
public final class RankSweep implements Study {
  /** The paper's ranks. */
  public static final List<Integer> RANKS = List.of(4, 8, 16, 32, 64);

  private static final Published PUBLISHED =
      Published.of(
          "README of NVlabs/DoRA, LLaMA-7B on commonsense_170k; the paper's table 15 differs in LoRA r 32 (mean 74.7) and DoRA r 64 (mean 72.1).",
          2,
          """
          method | rank | lr   | boolq | piqa | social_i_qa | hellaswag | winogrande | ARC-Easy | ARC-Challenge | openbookqa | mean
          lora   | 4    | 3e-4 | 2.3   | 46.1 | 18.3 | 19.7 | 55.2 | 65.4 | 51.9 | 57.0 | 39.5
          lora   | 8    | 3e-4 | 31.3  | 57.0 | 44.0 | 11.8 | 43.3 | 45.7 | 39.2 | 53.8 | 40.7
          lora   | 16   | 3e-4 | 69.9  | 77.8 | 75.1 | 72.1 | 55.8 | 77.1 | 62.2 | 78.0 | 70.9
          lora   | 32   | 3e-4 | 67.5  | 80.8 | 78.2 | 83.4 | 80.4 | 78.0 | 62.6 | 79.1 | 76.3
          lora   | 64   | 3e-4 | 66.7  | 79.1 | 75.7 | 17.6 | 78.8 | 73.3 | 59.6 | 75.2 | 65.8
          dora   | 4    | 2e-4 | 51.3  | 42.2 | 77.8 | 25.4 | 78.8 | 78.7 | 62.5 | 78.6 | 61.9
          dora   | 8    | 2e-4 | 69.9  | 81.8 | 79.7 | 85.2 | 80.1 | 81.5 | 65.7 | 79.8 | 77.9
          dora   | 16   | 2e-4 | 70.0  | 82.6 | 79.7 | 83.2 | 80.6 | 80.6 | 65.4 | 77.6 | 77.5
          dora   | 32   | 1e-4 | 69.7  | 83.4 | 78.6 | 87.2 | 81.0 | 81.9 | 66.2 | 79.2 | 78.4
          dora   | 64   | 2e-4 | 70.1  | 82.0 | 75.6 | 85.9 | 79.7 | 79.1 | 63.7 | 78.4 | 76.8
          """);

  /** Every method at every rank with every seed; α is twice the rank unless the settings say. */
  public static List<Cell> cells(CellPlan plan, List<String> methods, List<Integer> ranks) {
    List<Cell> cells = new ArrayList<>();
    for (int rank : ranks) {
      for (String method : methods) {
        for (long seed : plan.seeds()) {
          Map<String, String> labels = CellPlan.labels("method", method, "rank", rank);
          cells.add(plan.cell(labels, method, seed, Map.of("rank", rank), TrainingPart.ALL));
        }
      }
    }
    return cells;
  }

  @Override
  public String name() {
    return "rank-sweep";
  }

  @Override
  public String title() {
    return "Accuracy over the rank";
  }

  @Override
  public String contrast() {
    return "method";
  }

  @Override
  public String baseline() {
    return "lora";
  }

  @Override
  public Published published() {
    return PUBLISHED;
  }

  @Override
  public List<Path> draw(Summary summary, Path folder) throws IOException {
    Path png = folder.resolve("accuracy.png");
    ArmCharts.overAxis(summary, "rank", "rank r", png);
    return List.of(png);
  }
}
