package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a file that Python wrote: tools/golden/published_json.py. */
class PublishedFileTest {
  private static final AnswerTask BOOLQ = AnswerTask.named("boolq");
  @TempDir Path dir;

  private static Path golden(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(PublishedFileTest.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final TestSet SET = TestSet.read(BOOLQ, golden("published-test.json"));
  private static final List<Prediction> PREDICTIONS =
      List.of(
          new Prediction(SET.items().get(0), "the correct answer is true", Optional.of("true")),
          new Prediction(SET.items().get(1), "naïve / answer", Optional.empty()));

  @Test
  void isByteForByteWhatPythonWrites() throws IOException {
    Path file = dir.resolve("deep/x.json");
    PublishedFile.write(file, SET, PREDICTIONS);
    assertThat(Files.readString(file)).isEqualTo(Files.readString(golden("published.json")));
  }

  @Test
  void comesBackAsItWas() {
    assertThat(PublishedFile.read(golden("published.json"), SET)).contains(PREDICTIONS);
  }

  @Test
  void aTornFileIsNotRead() throws IOException {
    String whole = Files.readString(golden("published.json"));
    Path torn = Files.writeString(dir.resolve("torn.json"), whole.substring(0, 400));
    assertThat(PublishedFile.read(torn, SET)).isEmpty();
  }

  @Test
  void aFileWithFewerRecordsIsNotWhole() throws IOException {
    Path short1 =
        Files.writeString(dir.resolve("short.json"), "[{\"instruction\": \"x\", \"pred\": \"\"}]");
    assertThat(PublishedFile.read(short1, SET)).isEmpty();
  }
}
