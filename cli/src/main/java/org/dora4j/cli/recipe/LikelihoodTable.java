package org.dora4j.cli.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.TextTable;
import org.dora4j.study.recipe.EarlierRun;
import org.dora4j.study.recipe.Likelihood;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.dora4j.train.config.TrainConfig;

/** Scores a run by {@link Likelihood}, writes the scores to a file and shows them. */
final class LikelihoodTable {
  private final Terminal terminal;
  private final boolean json;

  LikelihoodTable(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  /** Scores the tasks; returns the exit status. */
  int run(TrainConfig config, List<String> tasks, Path tests) {
    List<Path> files = Likelihood.files(tests, tasks);
    List<Likelihood.Score> scores = score(config, tasks, files);
    Path file = config.output().resolve("evaluation").resolve("likelihood.json");
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, Json.pretty(scores) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " (" + e + ").", e);
    }
    terminal.out().println(json ? Json.line(scores) : table(scores).plain());
    return ExitStatus.SUCCESS;
  }

  private List<Likelihood.Score> score(TrainConfig config, List<String> tasks, List<Path> files) {
    Device device = config.compute().resolvedDevice();
    DType dtype = config.compute().resolvedDtype(device);
    boolean adapted = config.adapter().method().isAdapter();
    Path result = EarlierRun.result(config);
    String model = adapted ? config.model() : result.toString();
    List<Likelihood.Score> scores = new ArrayList<>();
    try (LoadedModel loaded = LoadedModel.open(model, dtype, device, new DownloadLine(terminal));
        AttachedAdapter adapter =
            adapted ? AttachedAdapter.load(loaded.transformer(), result) : null) {
      for (int i = 0; i < tasks.size(); i++) {
        terminal.note("scoring " + files.get(i));
        scores.add(
            Likelihood.of(
                loaded.transformer(),
                loaded.tokenizer(),
                tasks.get(i),
                files.get(i),
                config.data(),
                config.optimiser().batchSize()));
      }
    }
    return scores;
  }

  private static TextTable table(List<Likelihood.Score> scores) {
    TextTable table = TextTable.of("test set", "nll per token", "nll per answer token");
    for (Likelihood.Score score : scores) {
      table = table.row(score.task(), number(score.all()), number(score.answer()));
    }
    return table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
