package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a file system that really has no room left. */
class FullDiskTest {
  private static final int PAGE = 4096;
  @TempDir private Path temp;
  private String model = "";
  private String data = "";

  @BeforeEach
  void createModelAndData() throws IOException {
    model = TinyModel.create(temp.resolve("model"), "models/gqa").toString();
    data =
        Files.writeString(
                temp.resolve("data.jsonl"), "{\"prompt\": \"Count: \", \"completion\": \"one\"}\n")
            .toString();
  }

  private CommandRun train(Path output, String... more) {
    List<String> args =
        Stream.concat(
                Stream.of("train", "-m", model, "-d", data, "-o", output + ""), Stream.of(more))
            .toList();
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** Room that a folder takes where every file begins on a page of its own. */
  private static long room(Path folder) throws IOException {
    long room = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        long size = Files.isDirectory(file) ? 1 : Files.size(file);
        room += (size + PAGE - 1) / PAGE * PAGE;
      }
    }
    return room;
  }

  /** What a run of three steps with checkpoints leaves where there is room for it. */
  private Path unhindered(String saveEvery) {
    Path run = temp.resolve("elsewhere");
    CommandRun trained = train(run, threeSteps(saveEvery));
    assertThat(trained.status()).as(trained.err()).isZero();
    return run;
  }

  private static String[] threeSteps(String saveEvery) {
    return new String[] {
      "--method", "dora", "--rank", "64", "--steps", "3", "--save-every", saveEvery
    };
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void anAdapterThatDoesNotFitIsAnErrorAndTheCheckpointIsThereToResumeFrom() throws Exception {
    Path elsewhere = unhindered("2");
    long checkpoint = room(elsewhere.resolve("checkpoints/step-000002"));
    long adapter = room(elsewhere.resolve("adapter"));
    Path disk = temp.resolve("disk");
    Path run = disk.resolve("run");

    try (FullDisk mounted = FullDisk.mount(disk, checkpoint + adapter / 2)) {
      CommandRun full = train(run, threeSteps("2"));

      assertThat(full.status()).isEqualTo(1);
      assertThat(full.out()).isEmpty();
      assertThat(full.err().lines().filter(line -> line.contains("No space left on device")))
          .singleElement(STRING)
          .startsWith("dora4j train: Cannot save the result to " + run.resolve("adapter"))
          .endsWith(run.resolve("checkpoints/step-000002") + " holds the latest checkpoint.");
      assertThat(full.err()).doesNotContain("Exception", "\tat ");
      assertThat(names(run)).noneMatch(name -> name.contains("adapter"));
      assertThat(names(run.resolve("checkpoints"))).containsExactly("step-000002");

      mounted.resize(10 * checkpoint);
      CommandRun resumed = CommandRun.of("train", run.resolve("config.yaml") + "", "--resume");
      assertThat(resumed.status()).as(resumed.err()).isZero();
      assertThat(run.resolve("adapter/adapter_model.safetensors"))
          .hasSameBinaryContentAs(elsewhere.resolve("adapter/adapter_model.safetensors"));
    }
  }

  @Test
  void aCheckpointThatDoesNotFitIsAWarningAndTheRunStillHasItsResult() throws Exception {
    long checkpoint = room(unhindered("1").resolve("checkpoints/step-000001"));
    Path disk = temp.resolve("disk");
    Path run = disk.resolve("run");

    try (FullDisk mounted = FullDisk.mount(disk, checkpoint * 3 / 2)) {
      CommandRun tight = train(run, threeSteps("1"));

      assertThat(tight.status()).as(tight.err()).isZero();
      assertThat(tight.err())
          .contains("warning: Cannot save the checkpoint of step 2", "No space left on device")
          .contains(run.resolve("checkpoints/step-000001") + " is intact");
      assertThat(names(run.resolve("checkpoints"))).containsExactly("step-000001");
      assertThat(Path.of(tight.out().strip())).isNotEmptyDirectory();
    }
  }

  @Test
  void aMergeThatDoesNotFitLeavesNothing() throws Exception {
    Path whole = temp.resolve("whole");
    assertThat(CommandRun.of("merge", "-m", model, "-o", whole + "").status()).isZero();
    Path disk = temp.resolve("disk");

    try (FullDisk mounted = FullDisk.mount(disk, room(whole) / 4)) {
      for (String format : List.of("hf", "meta", "gguf")) {
        Path out = disk.resolve(format);
        CommandRun full = CommandRun.of("merge", "-m", model, "-o", out + "", "--format", format);

        assertThat(full.status()).as(format).isEqualTo(1);
        assertThat(full.err()).startsWith("dora4j merge: ").contains("No space left on device");
        assertThat(full.err()).doesNotContain("Exception", "\tat ");
        assertThat(disk).as(format).isEmptyDirectory();
      }
    }
  }
}
