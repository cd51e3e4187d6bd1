package org.dora4j.eval;

import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;

/** How a model's answer is found. Results of different decodings are not comparable. */
public sealed interface Decoding {

  /** The likeliest token each time. */
  Decoding GREEDY = new Written(Sampling.GREEDY);

  /**
   * The model writes one text, and the first allowed word in it counts. A model that writes
   * something else is wrong, so chance is no lower bound.
   *
   * @param sampling how each token is chosen
   */
  record Written(Sampling sampling) implements Decoding {
    @Override
    public String text() {
      return sampling.temperature() == 0 ? "greedy" : "drawn";
    }
  }

  /**
   * As {@link Written}, but the text is the best that beam search finds; the DoRA paper's results
   * are found so, with four beams.
   */
  record Searched(Beams beams) implements Decoding {
    @Override
    public String text() {
      boolean drawn = beams.sampling().temperature() > 0;
      return beams.count() + (drawn ? " beams, drawn" : " beams");
    }
  }

  /**
   * The sentence {@code the correct answer is X} is scored for each allowed X, and the likeliest
   * counts. The model cannot miss the format.
   */
  record Constrained() implements Decoding {
    @Override
    public String text() {
      return "constrained";
    }
  }

  /**
   * What results say of it: {@code greedy}, {@code drawn}, {@code 4 beams}, {@code constrained}.
   */
  String text();
}
