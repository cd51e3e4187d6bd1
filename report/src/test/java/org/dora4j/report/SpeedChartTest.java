package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measurements in files become bars against the machine's limit. */
class SpeedChartTest {
  private static final String SETTINGS =
      "\"settings\": {\"shape\": \"llama-7b\", \"model\": null, \"method\": \"dora\", \"rank\": 32, \"batch\": 16, \"seq\": 256, \"data\": null, \"recompute\": false, \"dtype\": \"bf16\"}";
  private static final String OURS =
      "{\"program\": \"dora4j\", \"bench\": \"step\", \"tokens_per_s\": 18000, \"matrix_flops_per_s\": 7.8e14, \"flops_per_token\": 2.6e10, "
          + SETTINGS
          + "}";
  private static final String PEFT =
      "{\"program\": \"PEFT\", \"bench\": \"step\", \"tokens_per_s\": 7500, " + SETTINGS + "}";

  @TempDir private Path dir;

  private Path file(String name, String json) throws IOException {
    return Files.writeString(dir.resolve(name), json);
  }

  @Test
  void theLimitIsTheMatrixRateOverTheOperationsOfAToken() throws IOException {
    BenchRow row = BenchFile.read(file("a.json", OURS)).get(0);

    assertThat(row)
        .isEqualTo(
            new BenchRow("dora4j", "llama-7b, dora r 32, 16 × 256, bf16", 18000, 30000, "tok/s"));
  }

  @Test
  void aPeerOfTheSameWorkIsHeldAgainstTheSameLimit() throws IOException {
    List<BenchRow> rows =
        List.of(
            BenchFile.read(file("a.json", PEFT)).get(0),
            BenchFile.read(file("b.json", OURS)).get(0));

    List<BenchRow> work = SpeedChart.byWork(rows).get("llama-7b, dora r 32, 16 × 256, bf16");

    assertThat(work).extracting(BenchRow::limit).containsExactly(30000.0, 30000.0);
    assertThat(SpeedChart.label(work))
        .isEqualTo("llama-7b, dora r 32, 16 × 256, bf16: 30,000 tok/s");
  }

  @Test
  void ofAComparisonTheMiddleRunsCount() throws IOException {
    String slow = OURS.replace("18000", "9000");
    String fast = OURS.replace("18000", "20000");
    Path file =
        file(
            "c.json",
            "{\"runs\": {\"PEFT\": [%s], \"dora4j\": [%s, %s, %s]}}"
                .formatted(PEFT, fast, slow, OURS));

    assertThat(BenchFile.read(file)).extracting(BenchRow::speed).containsExactly(7500.0, 18000.0);
  }

  @Test
  void decodingAndLoadingHaveLimitsOfTheirOwn() throws IOException {
    String decode =
        "{\"program\": \"dora4j\", \"bench\": \"decode\", \"examples_per_s\": 80, \"limit_examples_per_s\": 270, "
            + "\"settings\": {\"shape\": \"llama-7b\", \"batch\": 64, \"prompt\": 128, \"new\": 32, \"beams\": 4, \"dtype\": \"bf16\"}}";
    String load =
        "{\"program\": \"dora4j\", \"bench\": \"load\", \"bytes_per_s\": 1048576, \"file_bytes\": 4194304, \"limit_s\": 2, "
            + "\"settings\": {\"shape\": null, \"model\": \"/models/a.gguf\", \"dtype\": \"fp32\"}}";

    assertThat(BenchFile.read(file("d.json", decode)).get(0))
        .isEqualTo(
            new BenchRow(
                "dora4j", "llama-7b, 64 × (128 + 32), 4 beams, bf16", 80, 270, "examples/s"));
    assertThat(BenchFile.read(file("l.json", load)).get(0))
        .isEqualTo(new BenchRow("dora4j", "loading a.gguf, fp32", 1, 2, "MiB/s"));
  }

  @Test
  void everyProgramHasItsColour() throws IOException {
    Path png = dir.resolve("speed.png");
    List<BenchRow> rows =
        List.of(
            BenchFile.read(file("a.json", PEFT)).get(0),
            BenchFile.read(file("b.json", OURS)).get(0));

    Charts.speed("Speed", rows, png);

    BufferedImage image = ImageIO.read(png.toFile());
    int blue = 0;
    int orange = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        blue += (image.getRGB(x, y) & 0xFFFFFF) == 0x0072B2 ? 1 : 0;
        orange += (image.getRGB(x, y) & 0xFFFFFF) == 0xD55E00 ? 1 : 0;
      }
    }
    // Both bars are equally thick, and ours is 18,000 to 7,500 long.
    assertThat(orange).isBetween(2 * blue, 3 * blue);
  }

  @Test
  void whatIsNoMeasurementIsRefusedByName() throws IOException {
    Path text = file("x.json", "not json");
    Path other = file("y.json", "{\"bench\": \"matmul\"}");
    assertThatThrownBy(() -> BenchFile.read(text)).hasMessageContaining("x.json cannot be read");
    assertThatThrownBy(() -> BenchFile.read(other))
        .hasMessageContaining("y.json is not a measurement");
    List<BenchRow> alone = BenchFile.read(file("a.json", PEFT));
    assertThatThrownBy(() -> Charts.speed("t", alone, dir.resolve("z.png")))
        .hasMessageContaining("Nothing says what limits 'llama-7b, dora r 32");
  }
}
