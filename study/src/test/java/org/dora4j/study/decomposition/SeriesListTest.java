package org.dora4j.study.decomposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.analysis.Series;
import org.dora4j.analysis.TunedPath;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.run.RunFolderException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs, adapters and models become series. */
class SeriesListTest {
  private static final Path ADAPTERS =
      Path.of(System.getProperty("dora4j.root"), "testdata/golden/adapters");

  @TempDir Path folder;

  private static void copy(String adapter, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(ADAPTERS.resolve(adapter))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private Path run(String name, String method, String... adapters) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    TrainConfig config =
        TrainConfig.builder()
            .model("m")
            .data(Path.of("d"))
            .output(run)
            .set("method", method)
            .build();
    Files.writeString(run.resolve("config.yaml"), ConfigFile.text(config));
    for (int i = 0; i < adapters.length; i++) {
      copy(adapters[i], run.resolve("checkpoints/step-0000%d0/adapter".formatted(i + 1)));
    }
    return run;
  }

  private static List<String> names(Series series) {
    return series.checkpoints().stream().map(TunedPath::name).toList();
  }

  @Test
  void aRunGivesItsCheckpointsAndItsResult() throws IOException {
    Path run = run("r", "dora", "dora_default", "dora_rslora");
    copy("dora_patterns", run.resolve("adapter"));

    Series series = new SeriesList().run(run.toString()).series().get(0);

    assertThat(series.name()).isEqualTo("dora");
    assertThat(names(series)).containsExactly("step-000010", "step-000020", "final");
    assertThat(series.checkpoints().get(1).step()).hasValue(20);
  }

  @Test
  void aResultThatEqualsTheLastCheckpointCountsOnce() throws IOException {
    Path run = run("r", "dora", "dora_default", "dora_rslora");
    copy("dora_rslora", run.resolve("adapter"));

    assertThat(names(new SeriesList().run(run.toString()).series().get(0)))
        .containsExactly("step-000010", "step-000020");
  }

  @Test
  void twoRunsOfOneMethodAreToldApartByTheirFolders() throws IOException {
    SeriesList list =
        new SeriesList()
            .run(run("one", "lora", "lora_default").toString())
            .run(run("two", "lora", "lora_rslora").toString());

    assertThat(list.series()).extracting(Series::name).containsExactly("lora one", "lora two");
  }

  @Test
  void adaptersOfOneMethodAreOneSeriesAndLabelsKeepThemApart() {
    SeriesList list =
        new SeriesList()
            .adapter(ADAPTERS.resolve("lora_default").toString())
            .adapter(ADAPTERS.resolve("dora_default").toString())
            .adapter(ADAPTERS.resolve("lora_rslora").toString())
            .adapter("mine=" + ADAPTERS.resolve("lora_gaussian"));

    assertThat(list.series()).extracting(Series::name).containsExactly("lora", "dora", "mine");
    assertThat(names(list.series().get(0))).containsExactly("lora_default", "lora_rslora");
    assertThat(list.series().get(2).method()).isEqualTo("lora");
  }

  @Test
  void aLabelThatIsTakenIsRefused() {
    SeriesList list =
        new SeriesList()
            .adapter("a=" + ADAPTERS.resolve("lora_default"))
            .adapter("a=" + ADAPTERS.resolve("dora_default"));

    assertThatThrownBy(list::series)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two series are called 'a'");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> new SeriesList().run(folder.toString()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("is no run folder: it has no config.yaml");
  }

  @Test
  void aRunWithoutWeightsYetIsRefused() throws IOException {
    Path run = run("r", "dora");

    assertThatThrownBy(() -> new SeriesList().run(run.toString()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("holds no checkpoint and no adapter yet");
  }

  @Test
  void aCheckpointThatIsHalfWrittenIsNamed() throws IOException {
    Path run = run("r", "dora", "dora_default");
    Files.createDirectories(run.resolve("checkpoints/step-000090"));

    assertThatThrownBy(() -> new SeriesList().run(run.toString()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("step-000090 holds no folder adapter");
  }
}
