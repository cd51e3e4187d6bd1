package org.dora4j.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.ModelCard;
import org.dora4j.report.RunFolder;
import org.dora4j.report.RunLogException;
import org.dora4j.report.RunReport;
import org.dora4j.report.compare.Comparison;
import org.dora4j.report.compare.ComparisonPage;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** What a finished run leaves for people: a report in its folder, a model card with its adapter. */
final class RunPapers {
  private static final String VERSIONS = "versions.";

  private final TrainConfig config;
  private final Terminal terminal;

  RunPapers(TrainConfig config, Terminal terminal) {
    this.config = config;
    this.terminal = terminal;
  }

  /**
   * Writes them. The result of the run is safe by then, so a failure is only a warning.
   *
   * @param result folder of the adapter or model; null where the run was stopped
   */
  void write(@Nullable Path result) {
    try {
      RunReport.write(config.output());
      ComparisonPage.of(Comparison.read(List.of(config.output())))
          .write(config.output().resolve("report.html"));
      if (result != null && config.adapter().method().isAdapter()) {
        card(RunFolder.read(config.output())).write(result);
      }
    } catch (IOException | RunLogException e) {
      terminal.warn("the report of the run could not be written: " + e.getMessage());
    }
  }

  private ModelCard card(RunFolder run) {
    Map<String, String> settings = new LinkedHashMap<>();
    config.toMap().forEach((key, value) -> put(settings, key, value));
    settings.remove("output");
    Map<String, String> versions = new LinkedHashMap<>();
    run.manifest()
        .forEach(
            (key, value) -> {
              if (key.startsWith(VERSIONS)) {
                versions.put(key.substring(VERSIONS.length()), value);
              }
            });
    return new ModelCard(
        run.name(),
        config.model(),
        name(config.adapter().method()),
        settings,
        data(run.manifest()),
        Optional.empty(),
        versions);
  }

  /** Settings that say something: not the empty ones. */
  private static void put(Map<String, String> settings, String key, Object value) {
    String text = value instanceof Collection<?> list ? join(list) : String.valueOf(value);
    if (!text.isEmpty() && !text.equals("{}")) {
      settings.put(key, text);
    }
  }

  private static String join(Collection<?> list) {
    return String.join(", ", list.stream().map(String::valueOf).toList());
  }

  private static String name(Method method) {
    return method == Method.MAGNITUDE ? "magnitude-only" : method.spelled();
  }

  /** The training files, which the run counts as one, and behind them the validation file. */
  private List<ModelCard.Data> data(Map<String, String> manifest) {
    int training = config.data().files().size();
    List<ModelCard.Data> files = new ArrayList<>();
    files.add(data(manifest, 0, training, "data.examples"));
    if (config.data().validation() != null) {
      files.add(data(manifest, training, training + 1, "data.validation_examples"));
    }
    return files;
  }

  private static ModelCard.Data data(
      Map<String, String> manifest, int from, int to, String examples) {
    List<String> names = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String path = manifest.getOrDefault("data.files[" + i + "].path", "");
      names.add(String.valueOf(Path.of(path).getFileName()));
      hashes.add(manifest.getOrDefault("data.files[" + i + "].sha256", ""));
    }
    return new ModelCard.Data(
        String.join(" + ", names),
        Long.parseLong(manifest.getOrDefault(examples, "0")),
        String.join(", ", hashes));
  }
}
