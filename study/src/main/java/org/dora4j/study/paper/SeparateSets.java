package org.dora4j.study.paper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.study.Cell;
import org.dora4j.study.Difference;
import org.dora4j.study.Published;
import org.dora4j.study.Study;
import org.dora4j.study.Summary;
import org.dora4j.study.TrainingPart;

/**
 * LoRA and DoRA trained and tested on each data set separately, as the replication at Cornell did
 * with BoolQ, HellaSwag and WinoGrande.
 */
public final class SeparateSets implements Study {
  /** The replication's data sets. */
  public static final List<String> SETS = List.of("boolq", "hellaswag", "winogrande");

  private static final String SET = "trained on";

  private static final Published PUBLISHED =
      Published.of(
          "LLaMA-7B: mean is the replication's own result; paper is that of the DoRA authors (one model for all sets; the replication quotes 81.9 for DoRA on WinoGrande).",
          2,
          """
          method | trained on | mean | paper
          lora   | boolq      | 63.5 | 67.5
          dora   | boolq      | 65.8 | 69.7
          lora   | hellaswag  | 41.2 | 83.4
          dora   | hellaswag  | 51.2 | 87.2
          lora   | winogrande | 74.7 | 80.4
          dora   | winogrande | 79.5 | 81.0
          """);

  /** Every method on every data set with every seed. */
  public static List<Cell> cells(CellPlan plan, List<String> methods) {
    List<Cell> cells = new ArrayList<>();
    for (String set : plan.tasks()) {
      for (String method : methods) {
        for (long seed : plan.seeds()) {
          Map<String, String> labels = CellPlan.labels("method", method, SET, set);
          cells.add(plan.cell(labels, method, seed, Map.of(), TrainingPart.of(set), List.of(set)));
        }
      }
    }
    return cells;
  }

  @Override
  public String name() {
    return "cornell";
  }

  @Override
  public String title() {
    return "Each data set trained and tested separately";
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
  public List<String> findings(Summary summary) {
    return summary.differences().stream()
        .filter(difference -> SETS.contains(difference.arm().labels().get(SET)))
        .map(SeparateSets::sign)
        .toList();
  }

  /** The claim is that DoRA is above LoRA on all three. */
  private static String sign(Difference difference) {
    boolean above = difference.points() > 0;
    return String.format(
        Locale.ROOT,
        "%s: the published sign of DoRA − LoRA is +, here it is %s: %s",
        difference.arm().labels().get(SET),
        above ? "+" : difference.points() < 0 ? "−" : "0",
        above ? "the same" : "not the same");
  }

  @Override
  public List<Path> draw(Summary summary, Path folder) throws IOException {
    Path png = folder.resolve("accuracy.png");
    ArmCharts.grouped(summary, SET, png);
    return List.of(png);
  }
}
