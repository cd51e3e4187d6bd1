package org.dora4j.cli.evaluate;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The process that evaluates one task: this program again, with the same options. */
final class WorkerCommand implements WorkerQueue.Starter {
  private static final Set<String> WITH_VALUE =
      Set.of("--workers", "--devices", "--device", "--tasks", "--beside");
  private static final Set<String> ALONE = Set.of("--overwrite", "--json");

  /** By its name, because the class itself knows this one. */
  private static final String MAIN = "org.dora4j.cli.Main";

  private static final String THREADS = "OMP_NUM_THREADS";

  private final List<String> words;
  private final boolean overwrite;
  private final int workers;

  /**
   * @param words the whole command line, {@code evaluate} and its options
   * @param overwrite whether a first attempt removes what is there
   * @param workers number of processes that share the machine
   */
  WorkerCommand(List<String> words, boolean overwrite, int workers) {
    this.words = shared(words);
    this.overwrite = overwrite;
    this.workers = workers;
  }

  /** The words that all workers have in common. */
  static List<String> shared(List<String> words) {
    List<String> kept = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
      if (WITH_VALUE.contains(name)) {
        i += word.equals(name) ? 1 : 0;
      } else if (!ALONE.contains(name)) {
        kept.add(word);
      }
    }
    return kept;
  }

  @Override
  public Process start(String task, String device, int attempt) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-Ddora4j.terminal"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(words);
    command.addAll(List.of("--tasks", task, "--json"));
    if (!device.isEmpty()) {
      command.addAll(List.of("--device", device));
    }
    if (overwrite && attempt == 1) {
      command.add("--overwrite");
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
    shareCores(builder.environment());
    return builder.start();
  }

  /** Otherwise every worker would start a thread on every core. */
  private void shareCores(Map<String, String> environment) {
    int cores = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    environment.putIfAbsent(THREADS, String.valueOf(cores));
  }
}
