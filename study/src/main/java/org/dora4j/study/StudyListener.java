package org.dora4j.study;

import java.nio.file.Path;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainListener;

/** Hears what a study does. */
public interface StudyListener {

  /** Before a cell that is to be run, or to go on. */
  default void onCell(int number, int cells, Cell cell) {}

  /** Instead of it, for a cell that is done already. */
  default void onDoneBefore(int number, int cells, Cell cell) {}

  /** Instead of it, for a cell that failed earlier and is not tried again. */
  default void onFailedBefore(int number, int cells, Cell cell, String sentence) {}

  /** Hears the training run of the present cell. */
  default TrainListener training(TrainConfig config) {
    return new TrainListener() {};
  }

  /** Hears how far downloads of the model are. */
  default HubProgress downloads() {
    return HubProgress.NONE;
  }

  /** After each batch of questions. */
  default void onQuestions(String task, int done, int total) {}

  /** After a task. */
  default void onTask(String task, double accuracy, Path file) {}

  /** When the present cell has failed. */
  default void onFailure(Cell cell, String sentence) {}
}
