package org.dora4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.dora4j.study.FixtureCells.labels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.study.paper.RankSweep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StudyReportTest {
  @TempDir Path folder;
  private StudyFolder study;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void writeCells() {
    study =
        new FixtureCells(folder)
            .done(labels("method", "lora", "rank", "8", "seed", "1"), 0.50, 0.60)
            .done(labels("method", "lora", "rank", "8", "seed", "2"), 0.52, 0.62)
            .done(labels("method", "dora", "rank", "8", "seed", "1"), 0.60, 0.70)
            .done(labels("method", "dora", "rank", "8", "seed", "2"), 0.62, 0.72)
            .done(labels("method", "lora", "rank", "16", "seed", "1"), 0.40, 0.60)
            .done(labels("method", "lora", "rank", "16", "seed", "2"), 0.60, 0.80)
            .done(labels("method", "dora", "rank", "16", "seed", "1"), 0.50, 0.70)
            .open(labels("method", "dora", "rank", "16", "seed", "2"))
            .failed(labels("method", "dora", "rank", "32", "seed", "1"), "It, \"blew\" up.")
            .save("rank-sweep");
  }

  private Summary write() {
    return StudyReport.write(new RankSweep(), study, warnings::add);
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void theTableHasMeansWithDeviationsBesideThePublished() throws IOException {
    write();
    assertThat(text("summary.txt").lines().filter(line -> line.startsWith("lora ")).findFirst())
        .get()
        .asString()
        .containsSubsequence(
            "lora", "8", "2", "51.0 ± 1.4", "61.0 ± 1.4", "56.0 ± 1.4", "40.7", "1.0250 ± 0.0000");
    assertThat(text("summary.md"))
        .contains(
            "| lora   |    8 |   2 |  51.0 ± 1.4 |", "![Accuracy over the rank](accuracy.png)");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aDifferenceIsHeldAgainstTheSpread() {
    List<Difference> differences = write().differences();
    assertThat(differences).hasSize(2);
    assertThat(differences.get(0).points()).isCloseTo(10, within(1e-9));
    assertThat(differences.get(0).spread()).isCloseTo(2, within(1e-9));
    assertThat(differences.get(0).sentence())
        .isEqualTo(
            "dora, rank 8 − lora, rank 8: +10.0 points, spread 2.0: beyond the spread over seeds");
    assertThat(differences.get(1).verdict()).isEqualTo("one seed: its spread is not known");
  }

  @Test
  void equalSpreadsCoverASmallDifference() {
    List<Difference> all =
        Difference.of(
            Arm.of(
                CellResult.readAll(
                    new FixtureCells(folder.resolve("other"))
                        .done(labels("method", "lora", "seed", "1"), 0.40, 0.60)
                        .done(labels("method", "lora", "seed", "2"), 0.60, 0.80)
                        .done(labels("method", "dora", "seed", "1"), 0.50, 0.70)
                        .done(labels("method", "dora", "seed", "2"), 0.56, 0.76)
                        .save("other"))),
            "method",
            "lora");
    assertThat(all)
        .singleElement()
        .extracting(Difference::verdict)
        .isEqualTo("within the spread over seeds");
  }

  @Test
  void theCsvHasARowForEachCell() throws IOException {
    write();
    List<String> lines = text("results.csv").lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines.get(0))
        .isEqualTo(
            "cell,method,rank,seed,state,boolq,piqa,mean,loss,validation_loss,trained,all,peak_bytes,tokens_per_s,training_s,evaluation_s,failure");
    assertThat(lines.get(1))
        .isEqualTo(
            "lora-rank8-seed1,lora,8,1,done,0.5,0.6,0.55,1.025,,20,1000,1000020,200.0,10.0,5.0,");
    assertThat(lines.get(8)).startsWith("dora-rank16-seed2,dora,16,2,open,,,,");
    assertThat(lines.get(9)).endsWith(",failed,,,,,,,,,,,0.0,\"It, \"\"blew\"\" up.\"");
  }

  @Test
  void theJsonHasArmsDifferencesAndThePublished() throws IOException {
    write();
    JsonNode json = new JsonMapper().readTree(text("summary.json"));
    assertThat(json.at("/study").asString()).isEqualTo("rank-sweep");
    assertThat(json.at("/arms/0/labels/rank").asString()).isEqualTo("8");
    assertThat(json.at("/arms/0/mean/mean").asDouble()).isCloseTo(0.56, within(1e-12));
    assertThat(json.at("/arms/3/mean/deviation").isNull()).isTrue();
    assertThat(json.at("/arms/4/failed").asInt()).isEqualTo(1);
    assertThat(json.at("/differences/0/points").asDouble()).isCloseTo(10, within(1e-9));
    assertThat(json.at("/published/rows")).hasSize(10);
  }

  @Test
  void whatIsMissingOrHasFailedIsSaid() {
    assertThat(write().findings())
        .contains(
            "dora, rank 16: cells that are not done yet: 1",
            "dora-rank32-seed1 failed: It, \"blew\" up.");
  }

  @Test
  void theChartIsThereAsPngAndSvg() throws IOException {
    write();
    assertThat(folder.resolve("accuracy.png")).isNotEmptyFile();
    assertThat(text("accuracy.svg")).contains("<svg", "</svg");
  }

  @Test
  void aDamagedEvaluationIsNamed() {
    TinyStudy.write(study.cell("lora-rank8-seed1").evaluation("boolq"), "{\"accur");
    assertThatThrownBy(this::write)
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("boolq.summary.json is not JSON");
  }

  @Test
  void aFolderWithoutAStudyIsNamed() {
    StudyFolder empty = new StudyFolder(folder.resolve("nothing"));
    assertThatThrownBy(() -> StudyReport.write(new RankSweep(), empty, warnings::add))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("holds no study");
  }
}
