package org.dora4j.serve;

import java.util.List;
import java.util.Optional;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;

/**
 * How a text is written.
 *
 * @param maxTokens most tokens to write
 * @param sampling how each token is chosen where there is no search
 * @param search texts searched side by side, if they are; with its own choice of tokens
 * @param stops texts before which the written text ends; they are not part of it
 */
public record WritingSettings(
    int maxTokens, Sampling sampling, Optional<Beams> search, List<String> stops) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the limit is too small, or a stop is empty
   */
  public WritingSettings {
    stops = List.copyOf(stops);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("max_tokens must be at least 1 but is " + maxTokens);
    }
    if (stops.contains("")) {
      throw new IllegalArgumentException("a stop text must not be empty");
    }
  }
}
