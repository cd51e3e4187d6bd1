package org.dora4j.eval;

import java.util.List;

/** Lets a model answer questions of a task. */
interface Answerer {

  /** The token ids that the model is given for each item, in their order. */
  List<int[]> prompts(List<AnswerItem> items);

  /**
   * One prediction for each item, in their order.
   *
   * @param prompts of the items
   */
  List<Prediction> answer(AnswerTask task, List<AnswerItem> items, List<int[]> prompts);
}
