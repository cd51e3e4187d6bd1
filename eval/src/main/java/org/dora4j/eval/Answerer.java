package org.dora4j.eval;

import java.util.List;

/** Lets a model answer questions of a task. */
interface Answerer {

  /** One prediction for each item, in their order. */
  List<Prediction> answer(AnswerTask task, List<AnswerItem> items);
}
