package org.dora4j.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorldFilesTest {
  private final JsonMapper json = JsonMapper.builder().build();

  @TempDir Path dir;

  @Test
  void writesTextAndEveryTask() throws IOException {
    WorldFiles.write(dir, 1, 50_000, 40, 20);

    List<String> lines = Files.readAllLines(dir.resolve("text.jsonl"));
    assertThat(
            lines.stream()
                .mapToInt(line -> json.readTree(line).get("text").asString().length())
                .sum())
        .isBetween(50_000, 52_000);
    for (WorldTask task : WorldTask.values()) {
      assertThat(json.readTree(dir.resolve(task.folder()).resolve("train.json"))).hasSize(40);
      JsonNode test = json.readTree(dir.resolve(task.folder()).resolve("test.json"));
      assertThat(test).hasSize(20);
      assertThat(test.get(0).propertyNames())
          .containsExactly("instruction", "input", "output", "answer");
      assertThat(test.get(0).get("input").asString()).isEmpty();
    }
    assertThat(json.readTree(dir.resolve("all/train.json"))).hasSize(8 * 40);
  }

  @Test
  void equalArgumentsGiveEqualBytes() throws IOException {
    WorldFiles.write(dir.resolve("a"), 5, 20_000, 20, 10);
    WorldFiles.write(dir.resolve("b"), 5, 20_000, 20, 10);

    try (Stream<Path> files = Files.walk(dir.resolve("a"))) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all).hasSize(18);
      for (Path file : all) {
        assertThat(dir.resolve("b").resolve(dir.resolve("a").relativize(file)))
            .hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void noTextIsWrittenWhenNoneIsWanted() throws IOException {
    WorldFiles.write(dir, 1, 0, 5, 5);
    assertThat(dir.resolve("text.jsonl")).doesNotExist();
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatThrownBy(() -> WorldFiles.write(dir, 1, -1, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not be negative");
  }
}
