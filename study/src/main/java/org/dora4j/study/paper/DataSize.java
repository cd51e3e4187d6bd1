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
 * LoRA and DoRA on ever more training examples (section 5.4, figures 4 and 9 of the paper, there
 * with cleaned Alpaca and MT-Bench). Of two subsets of one seed the smaller lies in the larger.
 */
public final class DataSize implements Study {
  /** The paper's sizes. */
  public static final List<Integer> SIZES = List.of(1000, 4000, 7000, 10000);

  private static final String RECORDS = "examples";
  private static final List<Double> FRACTIONS = List.of(0.1, 0.4, 0.7, 1.0);

  private static final Published PUBLISHED =
      Published.of(
          "figure 4 of the paper, LLaMA2-7B on subsets of cleaned Alpaca, scores of MT-Bench (1 to 10): what DoRA gains over LoRA, and DVoRA over VeRA.",
          1,
          """
          examples | DoRA − LoRA | DVoRA − VeRA
          1000     | 0.29 | 0.22
          7000     | 0.30 | 0.33
          """);

  /**
   * The paper's sizes where there are so many records, else the same fractions of what there is.
   */
  public static List<Integer> sizesFor(int records) {
    int most = SIZES.get(SIZES.size() - 1);
    return records >= most
        ? SIZES
        : FRACTIONS.stream().map(f -> Math.max(1, (int) Math.round(f * records))).toList();
  }

  /** Every method on every number of examples with every seed, which also chooses the examples. */
  public static List<Cell> cells(CellPlan plan, List<String> methods, List<Integer> sizes) {
    List<Cell> cells = new ArrayList<>();
    for (int size : sizes) {
      for (String method : methods) {
        for (long seed : plan.seeds()) {
          Map<String, String> labels = CellPlan.labels("method", method, RECORDS, size);
          cells.add(plan.cell(labels, method, seed, Map.of(), TrainingPart.some(size, seed)));
        }
      }
    }
    return cells;
  }

  @Override
  public String name() {
    return "data-size";
  }

  @Override
  public String title() {
    return "Accuracy over the number of training examples";
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
    ArmCharts.overAxis(summary, RECORDS, "training examples", png);
    return List.of(png);
  }
}
