package org.dora4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.dora4j.data.Batches;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensors;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GroupOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  private static final Consumer<Path> WEIGHTS =
      folder -> {
        try {
          Files.writeString(Files.createDirectories(folder).resolve("weights"), "w");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      };

  @TempDir Path folder;
  private Scope scope;
  private FlatParameters parameters;

  @BeforeEach
  void open() {
    scope = Scope.open();
    parameters = flat("w", 5);
  }

  @AfterEach
  void close() {
    parameters.close();
    scope.close();
  }

  private static FlatParameters flat(String name, long count) {
    Parameter parameter = new Parameter(name, Tensors.ones(DType.F32, Device.CPU, count));
    return FlatParameters.of(Map.of(name, parameter), n -> new GroupOptions("default", 0.1, 0));
  }

  private static RunState state(int step, @Nullable Best best) {
    return new RunState(
        step, step - 1, new Batches.Position(1, 3), best, null, "abc", Map.of("lr", "0.1"));
  }

  @Test
  void whatIsSavedIsRestored() {
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    parameters.groups().get(0).values().fill_(2);
    parameters.groups().get(0).secondMoments().fill_(3);
    Path saved = checkpoints.save(state(7, new Best(5, 0.25)), parameters, false, WEIGHTS);
    assertThat(saved.getFileName()).hasToString("step-000007");
    try (FlatParameters other = flat("w", 5)) {
      Checkpoints.load(saved, other);
      assertThat(other.groups().get(0).parameters().get(0).value().toFloats()).containsOnly(2f);
      assertThat(other.groups().get(0).secondMoments().toFloats()).contains(3f);
    }
    assertThat(Checkpoints.state(saved)).isEqualTo(state(7, new Best(5, 0.25)));
  }

  @Test
  void aFailedSaveLeavesTheOldCheckpointAndNothingElse() {
    Checkpoints checkpoints = new Checkpoints(folder, 1);
    Path old = checkpoints.save(state(1, null), parameters, false, WEIGHTS);
    Consumer<Path> fullDisk =
        path -> {
          WEIGHTS.accept(path);
          throw new UncheckedIOException(new IOException("No space left on device"));
        };
    assertThatThrownBy(() -> checkpoints.save(state(2, null), parameters, false, fullDisk))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("Cannot save the checkpoint of step 2")
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("step-000001 is intact");
    assertThat(folder).isDirectoryNotContaining("glob:**saving*");
    assertThat(checkpoints.latest()).contains(old);
    assertThat(old.resolve("weights")).exists();
  }

  @Test
  void theLatestAndTheBestAreKept() {
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    for (int step = 1; step <= 6; step++) {
      checkpoints.save(state(step, new Best(Math.min(step, 2), 0.1)), parameters, true, WEIGHTS);
    }
    assertThat(checkpoints.steps()).containsExactly(2, 5, 6);
  }

  @Test
  void leftoversOfAKilledProcessAreNoCheckpoints() throws IOException {
    Files.createDirectories(folder.resolve(".step-000009.saving"));
    Checkpoints checkpoints = new Checkpoints(folder, 2);
    assertThat(checkpoints.latest()).isEmpty();
    checkpoints.save(state(9, null), parameters, false, WEIGHTS);
    assertThat(checkpoints.steps()).containsExactly(9);
    assertThat(folder.resolve(".step-000009.saving")).doesNotExist();
  }

  @Test
  void theStateOfOtherParametersIsRefused() {
    Path saved = new Checkpoints(folder, 1).save(state(1, null), parameters, false, WEIGHTS);
    try (FlatParameters other = flat("w", 6)) {
      assertThatThrownBy(() -> Checkpoints.load(saved, other))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("other parameters");
    }
  }

  @Test
  void aDamagedStateIsToldWithItsFile() throws IOException {
    Path saved = new Checkpoints(folder, 1).save(state(1, null), parameters, false, WEIGHTS);
    Files.writeString(saved.resolve("trainer_state.json"), "{\"step\": 1");
    assertThatThrownBy(() -> Checkpoints.state(saved)).hasMessageContaining("trainer_state.json");
  }

  @Test
  void otherSettingsAreNamed() {
    RunState saved = state(1, null);
    assertThatThrownBy(() -> saved.requireSame(Map.of("lr", "0.2"), "abc"))
        .hasMessageContaining("lr was 0.1 and is 0.2");
    saved.requireSame(Map.of("lr", "0.1", "base_bits", "16"), "abc");
    assertThatThrownBy(() -> saved.requireSame(Map.of("lr", "0.1", "base_bits", "4"), "abc"))
        .hasMessageContaining("base_bits was 16 and is 4");
    assertThatThrownBy(() -> saved.requireSame(Map.of("lr", "0.1"), "other"))
        .hasMessageContaining("the examples that it began with");
  }
}
