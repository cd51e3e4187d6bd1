package org.dora4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTest {
  @TempDir Path folder;
  private TinyStudy study;

  @BeforeEach
  void makeModelAndData() {
    study = TinyStudy.in(folder);
  }

  /** Writes down what happens, and stops the study where it is told to. */
  private final class Heard implements StudyListener {
    final List<String> events = new ArrayList<>();
    final List<Integer> resumedAfter = new ArrayList<>();
    private int stopAtStep = -1;
    private int stopAtQuestion = -1;
    private StudyRunner runner;

    Heard stopAtStep(int step) {
      stopAtStep = step;
      return this;
    }

    Heard stopAtQuestion(int question) {
      stopAtQuestion = question;
      return this;
    }

    StudyRunner.Outcome run() {
      runner = study.runner(this);
      return runner.run();
    }

    @Override
    public void onCell(int number, int cells, Cell cell) {
      events.add("run %d/%d %s".formatted(number, cells, cell.name()));
    }

    @Override
    public void onDoneBefore(int number, int cells, Cell cell) {
      events.add("done " + cell.name());
    }

    @Override
    public void onFailedBefore(int number, int cells, Cell cell, String sentence) {
      events.add("failed " + cell.name());
    }

    @Override
    public void onFailure(Cell cell, String sentence) {
      events.add("fails " + cell.name());
    }

    @Override
    public void onQuestions(String task, int done, int total) {
      if (done == stopAtQuestion) {
        runner.requestStop();
      }
    }

    @Override
    public TrainListener training(TrainConfig config) {
      return new TrainListener() {
        @Override
        public void onStart(TrainStart start) {
          resumedAfter.add(start.resumedAfter());
        }

        @Override
        public void onStep(TrainStep step) {
          if (step.step() == stopAtStep) {
            runner.requestStop();
          }
        }
      };
    }
  }

  @Test
  void runsEachCellAndSkipsItTheNextTime() {
    Heard first = new Heard();
    assertThat(first.run()).isEqualTo(new StudyRunner.Outcome(2, 0, false));
    assertThat(first.events).containsExactly("run 1/2 lora-seed1", "run 2/2 dora-seed1");
    CellFolder cell = study.output().cell("dora-seed1");
    assertThat(cell.run().resolve("adapter/adapter_model.safetensors")).exists();
    assertThat(cell.evaluation("boolq")).exists();

    Heard second = new Heard();
    assertThat(second.run()).isEqualTo(new StudyRunner.Outcome(2, 0, false));
    assertThat(second.events).containsExactly("done lora-seed1", "done dora-seed1");
  }

  @Test
  void aStopInTrainingIsGoneOnFrom() {
    assertThat(new Heard().stopAtStep(2).run()).isEqualTo(new StudyRunner.Outcome(0, 0, true));

    Heard second = new Heard();
    assertThat(second.run()).isEqualTo(new StudyRunner.Outcome(2, 0, false));
    assertThat(second.resumedAfter).containsExactly(2, 0);
  }

  @Test
  void aStopInATestLeavesNoHalfResult() {
    assertThat(new Heard().stopAtQuestion(2).run()).isEqualTo(new StudyRunner.Outcome(0, 0, true));
    assertThat(study.output().cell("lora-seed1").evaluation("boolq")).doesNotExist();
    assertThat(study.output().cell("lora-seed1").result()).isPresent();

    Heard second = new Heard();
    second.run();
    assertThat(second.resumedAfter).as("only the second cell is trained").containsExactly(0);
    assertThat(study.output().cell("lora-seed1").evaluation("boolq")).exists();
  }

  @Test
  void whatAKilledProcessLeftIsRunAnew() throws IOException {
    Path run = study.output().cell("lora-seed1").run();
    study.run(new StudyListener() {});
    TinyStudy.write(run.resolve("checkpoints/.step.saving/half"), "");
    for (Path gone : List.of(run.resolve("adapter"), run.resolve("checkpoints"))) {
      Files.move(gone, folder.resolve("away-" + gone.getFileName()));
    }

    Heard again = new Heard();
    assertThat(again.run().done()).isEqualTo(2);
    assertThat(again.resumedAfter).containsExactly(0);
  }

  @Test
  void aCellThatDivergesIsRecordedAndTheOthersGoOn() {
    study.setLora("lr", 1e30).set("steps", 12);
    Heard first = new Heard();
    assertThat(first.run()).isEqualTo(new StudyRunner.Outcome(1, 1, false));
    assertThat(first.events).contains("fails lora-seed1", "run 2/2 dora-seed1");
    assertThat(study.output().cell("lora-seed1").failure()).get().asString().contains("diverged");

    Heard second = new Heard();
    second.run();
    assertThat(second.events).containsExactly("failed lora-seed1", "done dora-seed1");
  }

  @Test
  void aFailedCellIsRunAgainWhenAskedFor() {
    study.setLora("lr", 1e30).set("steps", 12);
    study.run(new StudyListener() {});
    Heard again = new Heard();
    new StudyRunner(study.grid(), study.output(), again, List.of(), true).run();
    assertThat(again.events).startsWith("run 1/2 lora-seed1", "fails lora-seed1");
  }

  @Test
  void otherSettingsAreRefusedByName() {
    study.run(new StudyListener() {});
    study.set("lr", 0.002);
    assertThatThrownBy(() -> study.run(new StudyListener() {}))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("lora-seed1")
        .hasMessageContaining("(lr was 0.001 and is 0.002)");
  }

  @Test
  void anotherTestSetIsRefused() {
    study.run(new StudyListener() {});
    TinyStudy.writeQuestions(study.data().resolve("boolq/test.json"), 7);
    assertThatThrownBy(() -> study.run(new StudyListener() {}))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("the SHA-256 of the test set of boolq differs");
  }

  @Test
  void moreSeedsAddCells() {
    study.run(new StudyListener() {});
    study.seeds(1L, 2L);
    Heard more = new Heard();
    assertThat(more.run().done()).isEqualTo(4);
    assertThat(more.events)
        .containsExactly(
            "done lora-seed1", "run 2/4 lora-seed2", "done dora-seed1", "run 4/4 dora-seed2");
    assertThat(CellResult.readAll(study.output())).hasSize(4);
  }

  @Test
  void aFolderOfSomethingElseStaysAsItIs() {
    Path notes = study.output().path().resolve("notes.txt");
    TinyStudy.write(notes, "mine");
    assertThatThrownBy(() -> study.run(new StudyListener() {}))
        .isInstanceOf(StudyException.class)
        .hasMessageContaining("holds no study");
    assertThat(study.output().path()).isDirectoryContaining("glob:**notes.txt");
    assertThat(study.output().path().resolve("data")).doesNotExist();
  }

  @Test
  void resultsSayWhatTheRunsDid() {
    study.run(new StudyListener() {});
    CellResult cell = CellResult.readAll(study.output()).get(1);
    assertThat(cell.state()).isEqualTo(CellResult.State.DONE);
    assertThat(cell.tasks().get("boolq").total()).isEqualTo(6);
    assertThat(cell.training().loss()).isPositive();
    assertThat(cell.training().trainable()).isLessThan(cell.training().all()).isPositive();
    assertThat(cell.training().tokensPerSecond()).isPositive();
  }

  @Test
  void aForecastLeavesNothing() {
    List<Forecast> forecasts = Forecast.of(study.seeds(1L, 2L).grid(), cell -> {});
    assertThat(forecasts).hasSize(2);
    assertThat(forecasts.get(1).cells()).containsExactly("dora-seed1", "dora-seed2");
    assertThat(forecasts.get(1).run().trainable())
        .isGreaterThan(forecasts.get(0).run().trainable());
    assertThat(study.output().path()).doesNotExist();
  }
}
