package org.dora4j.eval;

import java.util.Optional;

/**
 * What a model answered to one question.
 *
 * @param item the question
 * @param text what the model wrote; empty where answers were scored instead of written
 * @param answer the allowed word or the number it gave; empty if it wrote none
 */
public record Prediction(AnswerItem item, String text, Optional<String> answer) {

  /** Whether the answer is the right one; no answer is a wrong one. */
  public boolean correct() {
    return answer.isPresent() && item.form().same(answer.get(), item.answer());
  }
}
