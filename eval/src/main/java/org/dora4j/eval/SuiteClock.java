package org.dora4j.eval;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Counts questions and seconds over the tasks of a suite, and tells a listener. */
final class SuiteClock {
  private final List<TestSet> sets;
  private final SuiteListener listener;
  private long left;
  private long asked;
  private double seconds;

  SuiteClock(List<TestSet> sets, List<Optional<Accuracy>> earlier, SuiteListener listener) {
    this.sets = sets;
    this.listener = listener;
    for (int i = 0; i < sets.size(); i++) {
      left += earlier.get(i).isPresent() ? 0 : sets.get(i).items().size();
    }
  }

  /** Tells of a task that is finished already. */
  void skip(int place, Accuracy result) {
    tell(place, result.total(), result.correct());
  }

  Task task(int place) {
    return new Task(place);
  }

  private void tell(int place, int done, int correct) {
    double rest = asked == 0 ? Double.NaN : seconds / asked * left;
    TestSet set = sets.get(place);
    listener.onProgress(
        new SuiteProgress(
            set.task(), place + 1, sets.size(), done, set.items().size(), correct, rest));
  }

  /** One task under way. */
  final class Task {
    private final int place;
    private int done;
    private int correct;
    private long since = System.nanoTime();

    private Task(int place) {
      this.place = place;
    }

    /** Counts what an earlier evaluation left. */
    void begin(Collection<Prediction> kept) {
      count(kept);
      left -= kept.size();
      tell(place, done, correct);
      since = System.nanoTime();
    }

    private void count(Collection<Prediction> predictions) {
      done += predictions.size();
      correct += (int) predictions.stream().filter(Prediction::correct).count();
    }

    void warn(String sentence) {
      listener.onWarning(sentence);
    }

    /** Seconds since the last lap. */
    double lap() {
      long now = System.nanoTime();
      double lap = (now - since) / 1e9;
      since = now;
      seconds += lap;
      return lap;
    }

    /** Counts a batch; whether to go on. */
    boolean answered(List<Prediction> predictions) {
      count(predictions);
      asked += predictions.size();
      left -= predictions.size();
      tell(place, done, correct);
      return !listener.stops();
    }
  }
}
