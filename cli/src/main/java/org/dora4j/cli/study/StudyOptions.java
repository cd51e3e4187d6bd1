package org.dora4j.cli.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.cli.terminal.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every study is told: model, data, folder, seeds, learning rates. */
final class StudyOptions {
  private static final List<String> SHARING = List.of("vera", "dvora");

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description =
          "Folder in Hugging Face layout, GGUF file, name on the Hub (org/model), or embedded.")
  private @Nullable String model;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "PATH,…",
      split = ",",
      hideParamSyntax = true,
      description =
          "Folder with <task>/train.json and <task>/test.json files; or training files, then with --test-data.")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = "--test-data",
      paramLabel = "DIR",
      description = "Folder with <task>/test.json files (default: the folder of --data).")
  private @Nullable Path testData;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder of the study. Given again with the same settings, it goes on where it ended; more seeds or ranks add cells.")
  private @Nullable Path output;

  @Option(
      names = "--train-tasks",
      paramLabel = "NAME,…",
      split = ",",
      hideParamSyntax = true,
      description =
          "Train on these tasks, one behind another (default: all that have a train.json).")
  private List<String> trainTasks = new ArrayList<>();

  @Option(
      names = "--tasks",
      paramLabel = "NAME,…",
      split = ",",
      hideParamSyntax = true,
      description = "Test on these tasks (default: all that have a test.json).")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N,…",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "1,2,3",
      description = "One run of everything for each (default: ${DEFAULT-VALUE}).")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--lr-lora",
      paramLabel = "X",
      description = "Peak learning rate of LoRA (default: --lr).")
  private @Nullable Double loraRate;

  @Option(
      names = "--lr-dora",
      paramLabel = "X",
      description = "Peak learning rate of DoRA (default: --lr).")
  private @Nullable Double doraRate;

  @Option(
      names = "--lr-vera",
      paramLabel = "X",
      description = "Peak learning rate of VeRA and DVoRA (default: --lr, or 4e-3).")
  private @Nullable Double veraRate;

  @Option(
      names = "--rank-vera",
      paramLabel = "R",
      description =
          "Rank of VeRA and DVoRA (default: --rank, or 256; the paper: 1024); not with rank-sweep.")
  private @Nullable Integer veraRank;

  String model() {
    return required(model, "--model");
  }

  Path output() {
    return required(output, "--output");
  }

  List<Path> data() {
    if (data.isEmpty()) {
      throw new UsageException("--data is missing");
    }
    return data;
  }

  /** The folder of the test sets. */
  Path testFolder() {
    if (testData != null) {
      return testData;
    }
    if (data().size() > 1 || !data().get(0).toFile().isDirectory()) {
      throw new UsageException(
          "--test-data is missing: " + data().get(0) + " is no folder of <task>/test.json files");
    }
    return data().get(0);
  }

  List<String> trainTasks() {
    return trainTasks;
  }

  List<String> tasks() {
    return tasks;
  }

  List<Long> seeds() {
    return seeds;
  }

  /** Learning rates of methods that have one of their own. */
  Map<String, Double> learningRates() {
    Map<String, Double> rates = new HashMap<>();
    if (loraRate != null) {
      rates.put("lora", loraRate);
    }
    if (doraRate != null) {
      rates.put("dora", doraRate);
    }
    Double sharing = veraRate;
    if (sharing != null) {
      SHARING.forEach(method -> rates.put(method, sharing));
    }
    return rates;
  }

  /** Ranks of methods that have one of their own. */
  Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new HashMap<>();
    Integer sharing = veraRank;
    if (sharing != null) {
      SHARING.forEach(method -> ranks.put(method, sharing));
    }
    return ranks;
  }

  /**
   * Checks that what is given for some method has a method to go to.
   *
   * @param methods of the study's cells
   */
  void requireUse(Set<String> methods) {
    requireUse("--lr-lora", loraRate, List.of("lora"), methods);
    requireUse("--lr-dora", doraRate, List.of("dora"), methods);
    requireUse("--lr-vera", veraRate, SHARING, methods);
    requireUse("--rank-vera", veraRank, SHARING, methods);
  }

  private static void requireUse(
      String option, @Nullable Object value, List<String> of, Set<String> methods) {
    if (value != null && of.stream().noneMatch(methods::contains)) {
      throw new UsageException(
          "%s is given, but the study has no %s".formatted(option, String.join(" or ", of)));
    }
  }

  private static <T> T required(@Nullable T value, String option) {
    if (value == null) {
      throw new UsageException(option + " is missing");
    }
    return value;
  }
}
