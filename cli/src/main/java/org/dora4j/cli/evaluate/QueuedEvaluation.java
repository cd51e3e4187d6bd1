package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.TaskSuite;

/** Several tasks at the same time, one process for each; then one table of them all. */
final class QueuedEvaluation {
  private final Terminal terminal;
  private final TaskOptions tasks;
  private final List<String> words;

  /**
   * @param words the whole command line
   */
  QueuedEvaluation(Terminal terminal, TaskOptions tasks, List<String> words) {
    this.terminal = terminal;
    this.tasks = tasks;
    this.words = words;
  }

  int run(List<String> devices, boolean json) throws IOException {
    TaskSuite suite = tasks.suite();
    suite.warnings().forEach(terminal::warn);
    List<String> names = suite.tasks().stream().map(AnswerTask::name).toList();
    SuiteFiles files = tasks.files();
    WorkerCommand command = new WorkerCommand(words, files.overwrite(), devices.size());
    WorkerQueue queue = new WorkerQueue(command, this::note);
    Map<String, String> outputs;
    try (StopSignal stop = StopSignal.listen(queue::stop)) {
      outputs = queue.run(names, devices);
      if (stop.received()) {
        terminal.note("stopped; the same command goes on from here");
        return ExitStatus.INTERRUPTED;
      }
    }
    List<String> missing = names.stream().filter(name -> !outputs.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "Not evaluated: %s, for the reasons above; the other tasks' results are in %s, and the same command goes on from there."
              .formatted(String.join(", ", missing), files.output()));
    }
    SuiteReport.joined(names.stream().map(outputs::get).map(String::valueOf).toList())
        .publish(files.output(), tasks.beside(), json, terminal);
    return ExitStatus.SUCCESS;
  }

  private synchronized void note(String line) {
    terminal.note(line);
  }
}
