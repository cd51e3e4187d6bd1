package org.dora4j.eval;

/**
 * How far an evaluation of several tasks is.
 *
 * @param task the present task
 * @param place its place among the tasks, from 1
 * @param tasks number of tasks
 * @param done answered questions of the task, those of an earlier evaluation among them
 * @param total questions of the task
 * @param correct right answers among those done
 * @param secondsLeft estimate for the rest of all tasks; NaN before the first batch
 */
public record SuiteProgress(
    AnswerTask task, int place, int tasks, int done, int total, int correct, double secondsLeft) {

  /** Share of right answers so far, 0 to 1; 0 before the first. */
  public double accuracy() {
    return done == 0 ? 0 : (double) correct / done;
  }
}
