package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CornellComparisonTest {
  @TempDir Path dir;

  private ResultFile result(String name, int right, int wrong) throws IOException {
    List<String> records =
        new ArrayList<>(Collections.nCopies(right, "{\"pred\": \"true\", \"flag\": true}"));
    records.addAll(Collections.nCopies(wrong, "{\"pred\": \"\", \"flag\": false}"));
    return ResultFile.read(
        Files.writeString(dir.resolve(name), "[" + String.join(",", records) + "]"));
  }

  private CornellComparison four() throws IOException {
    return new CornellComparison(
        List.of(
            result("Llama-7B-LoRA-boolq.json", 6, 4),
            result("Llama-7B-DoRA-boolq.json", 7, 3),
            result("other-DoRA-boolq.json", 8, 2),
            result("Llama-7B-lora-winogrande.json", 5, 5)));
  }

  @Test
  void theTableHoldsOursThePapersAndTheirs() throws IOException {
    String text = four().table().plain();
    assertThat(text)
        .containsPattern("ours +LoRA +60\\.0 +– +50\\.0")
        .containsPattern("ours +DoRA +75\\.0 +– +–")
        .containsPattern("ours +DoRA − LoRA +\\+15\\.0 +– +–")
        .containsPattern("paper +DoRA +69\\.7 +87\\.2 +81\\.0")
        .containsPattern("Cornell +DoRA − LoRA +\\+2\\.3 +\\+10\\.0 +\\+4\\.8");
  }

  @Test
  void theVerdictComparesTheSign() throws IOException {
    assertThat(four().verdicts())
        .containsExactly("BoolQ: DoRA − LoRA is +15.0 points; published +, here +.");
  }

  @Test
  void theChartsBarsAreTheTablesValues() throws IOException {
    Scores scores = four().scores();
    assertThat(scores.tasks()).containsExactly("BoolQ", "WinoGrande");
    assertThat(scores.methods().get(0).accuracies()).containsExactly(0.6, 0.5);
    assertThat(scores.methods().get(1).accuracies()).containsExactly(0.75, Double.NaN);
    Path png = dir.resolve("chart.png");
    Charts.accuracyTo100("t", scores, png);
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(Charts.WIDTH);
    assertThat(dir.resolve("chart.svg")).content().contains("<svg");
  }

  @Test
  void theirOwnFilesWithTheirStrayQuoteAreRead() throws IOException {
    ResultFile theirs = result("\"Llama-7B-DoRA-winogrande.json", 3, 1);
    assertThat(theirs.method()).isEqualTo("DoRA");
    assertThat(theirs.dataset()).isEqualTo("winogrande");
    assertThat(theirs.unparsed()).isEqualTo(1);
  }

  @Test
  void whatIsNotAResultIsToldWithItsPlace() throws IOException {
    Path file = Files.writeString(dir.resolve("M-DoRA-boolq.json"), "[{\"flag\": true}]");
    assertThatThrownBy(() -> ResultFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("element 1");
    Path torn = Files.writeString(dir.resolve("N-DoRA-boolq.json"), "[{\"flag\": tr");
    assertThatThrownBy(() -> ResultFile.read(torn)).hasMessageContaining("is it whole?");
    Path other = Files.writeString(dir.resolve("boolq.json"), "[]");
    assertThatThrownBy(() -> ResultFile.read(other)).hasMessageContaining("not named");
  }
}
