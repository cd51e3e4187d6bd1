package org.dora4j.study.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dora4j.study.Cell;
import org.dora4j.study.Published;
import org.dora4j.study.TrainingPart;
import org.junit.jupiter.api.Test;

class PaperStudiesTest {
  private static final CellPlan PLAN =
      new CellPlan(
          Map.of("model", "m", "lr", "5e-4"),
          Map.of("lora", 3e-4),
          List.of(1L, 2L),
          List.of("boolq"));

  @Test
  void theRankSweepHasEveryRankMethodAndSeed() {
    List<Cell> cells = RankSweep.cells(PLAN, List.of("lora", "dora"), RankSweep.RANKS);
    assertThat(cells).hasSize(20);
    assertThat(cells.stream().map(Cell::name)).doesNotHaveDuplicates();
    assertThat(cells.get(0).title()).isEqualTo("lora, rank 4, seed 1");
    assertThat(cells.get(0).settings())
        .containsEntry("rank", 4)
        .containsEntry("lr", 3e-4)
        .containsEntry("seed", 1L);
    assertThat(cells.get(2).settings()).containsEntry("method", "dora").containsEntry("lr", "5e-4");
  }

  @Test
  void eachPublishedMeanOfTheRankSweepIsThatOfItsEightTasks() {
    Published published = new RankSweep().published();
    assertThat(published.rows()).hasSize(10);
    for (List<String> row : published.rows()) {
      double mean =
          row.subList(3, 11).stream().mapToDouble(Double::parseDouble).average().orElseThrow();
      assertThat(Double.parseDouble(row.get(11))).as(row.toString()).isCloseTo(mean, within(0.1));
    }
  }

  @Test
  void veraHasARankOfItsOwnAndNoAlpha() {
    CellPlan plan =
        new CellPlan(
            Map.of("model", "m", "rank", 64, "alpha", 128, "lr", "4e-4"),
            Map.of("dvora", 4e-3),
            Map.of("dvora", 1024),
            List.of(1L),
            List.of("boolq"));
    List<Cell> cells = DataSize.cells(plan, List.of("lora", "dvora"), List.of(1000));
    assertThat(cells.get(0).settings()).containsEntry("rank", 64).containsEntry("alpha", 128);
    assertThat(cells.get(1).settings())
        .containsEntry("method", "dvora")
        .containsEntry("rank", 1024)
        .containsEntry("lr", 4e-3)
        .doesNotContainKey("alpha");
  }

  @Test
  void publishedFiguresAreFoundByLabels() {
    assertThat(mean(new RankSweep(), "method", "dora", "rank", "32")).hasValue(78.4);
    assertThat(mean(new RankSweep(), "method", "dora", "rank", "5")).isEmpty();
    assertThat(mean(new DetachAblation(), "norm", "full")).hasValue(78.3);
    assertThat(mean(new Granularity(), "modules", "DoRA m:QKVOGUD V:QKV")).hasValue(77.5);
    assertThat(mean(new SeparateSets(), "method", "dora", "trained on", "hellaswag"))
        .hasValue(51.2);
    assertThat(mean(new DataSize(), "method", "dora", "examples", "1000")).isEmpty();
  }

  private static OptionalDouble mean(org.dora4j.study.Study study, Object... labels) {
    return study.published().figure(CellPlan.labels(labels), Published.MEAN);
  }

  @Test
  void theAblationDiffersInTheNormOnly() {
    List<Cell> cells = DetachAblation.cells(PLAN);
    assertThat(cells)
        .extracting(Cell::name)
        .containsExactly(
            "norm-full-seed1", "norm-full-seed2", "norm-detached-seed1", "norm-detached-seed2");
    assertThat(cells).allMatch(cell -> cell.settings().get("method").equals("dora"));
  }

  @Test
  void magnitudesOfAllModulesGoWithDirectionsOfThree() {
    List<Cell> cells = Granularity.cells(PLAN);
    assertThat(cells).hasSize(6);
    assertThat(cells.get(4).settings())
        .containsEntry("targets", List.of("q_proj", "k_proj", "v_proj"))
        .containsEntry("magnitude_targets", List.of("o_proj", "gate_proj", "up_proj", "down_proj"));
    assertThat(cells.get(4).name()).isEqualTo("dora-m-qkvogud-v-qkv-seed1");
  }

  @Test
  void sizesAreThePapersOrTheSameFractions() {
    assertThat(DataSize.sizesFor(17_754)).containsExactly(1000, 4000, 7000, 10_000);
    assertThat(DataSize.sizesFor(200)).containsExactly(20, 80, 140, 200);
    List<Cell> cells = DataSize.cells(PLAN, List.of("dora"), List.of(20, 80));
    assertThat(cells.get(1).part()).isEqualTo(TrainingPart.some(20, 2));
    assertThat(cells.get(2).part()).isEqualTo(TrainingPart.some(80, 1));
  }

  @Test
  void eachSetIsTrainedAndTestedByItself() {
    CellPlan plan = new CellPlan(Map.of(), Map.of(), List.of(1L), List.of("boolq", "winogrande"));
    List<Cell> cells = SeparateSets.cells(plan, List.of("lora", "dora"));
    assertThat(cells).hasSize(4);
    assertThat(cells.get(3).part()).isEqualTo(TrainingPart.of("winogrande"));
    assertThat(cells.get(3).tasks()).containsExactly("winogrande");
    assertThat(cells.get(3).title()).isEqualTo("dora, winogrande, seed 1");
  }
}
