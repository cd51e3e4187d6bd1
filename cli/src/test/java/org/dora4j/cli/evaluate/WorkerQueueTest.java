package org.dora4j.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerQueueTest {
  @TempDir Path dir;
  private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> started = Collections.synchronizedList(new ArrayList<>());

  private WorkerQueue queue(String script) {
    return new WorkerQueue(
        (task, device, attempt) -> {
          started.add(task + " " + attempt);
          return bash(script, task, device);
        },
        notes::add);
  }

  private Process bash(String script, String task, String device) throws IOException {
    return new ProcessBuilder("bash", "-c", script, "worker", task, device)
        .directory(dir.toFile())
        .start();
  }

  @Test
  void everyTaskIsDoneOnceOverAllWorkers() {
    List<String> tasks = List.of("a", "b", "c", "d", "e");
    Map<String, String> outputs = queue("echo $1 on $2").run(tasks, List.of("x", "y"));
    assertThat(outputs).containsOnlyKeys(tasks);
    assertThat(outputs.get("c")).matches("c on [xy]\n");
    assertThat(started).containsExactlyInAnyOrder("a 1", "b 1", "c 1", "d 1", "e 1");
  }

  @Test
  void aWorkerThatDiesIsToldAndItsTaskTriedOnceMore() {
    String script = "if [ $1 = b ] && mkdir once 2>/dev/null; then kill -9 $$; fi; echo $1";
    Map<String, String> outputs = queue(script).run(List.of("a", "b"), List.of("", ""));
    assertThat(outputs).containsOnlyKeys("a", "b");
    assertThat(notes)
        .containsExactly("b: its process ended with status 137; it is tried once more");
  }

  @Test
  void aTaskThatDiesTwiceIsGivenUpAndTheOthersGoOn() {
    Map<String, String> outputs =
        queue("[ $1 != a ] || { echo why >&2; exit 3; }; echo $1")
            .run(List.of("a", "b", "c"), List.of(""));
    assertThat(outputs).containsOnlyKeys("b", "c");
    assertThat(started).containsExactly("a 1", "a 2", "b 1", "c 1");
    assertThat(notes)
        .contains("a: why", "a: its process ended with status 3 again and is given up");
  }

  @Test
  void workersGetTheOptionsButNotTheQueues() {
    assertThat(
            WorkerCommand.shared(
                List.of("evaluate", "--tasks=a,b", "--workers", "2", "--limit", "3", "--json")))
        .containsExactly("evaluate", "--limit", "3");
  }
}
