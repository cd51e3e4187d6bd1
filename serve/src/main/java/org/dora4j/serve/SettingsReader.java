package org.dora4j.serve;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;

/**
 * Reads how a text is to be written from a request.
 *
 * @param limitField name of the field with the most tokens to write
 * @param limit most tokens where that is missing
 * @param beamsField name of the field with the number of beams
 * @param beams number of beams where that is missing
 * @param temperature where it is missing and there is no search
 * @param topK where it is missing
 * @param topP where it is missing
 * @param drawnSearch whether the temperature where it is missing holds for searches too
 */
record SettingsReader(
    String limitField,
    int limit,
    String beamsField,
    int beams,
    double temperature,
    int topK,
    double topP,
    boolean drawnSearch) {
  private static final int MOST_BEAMS = 32;
  private static final int MOST_STOPS = 16;

  /** Seeds that are drawn here stay exact where JSON's numbers are doubles. */
  private static final long SEEDS = 1L << 53;

  /**
   * The settings of a request.
   *
   * @throws RequestException if a value makes no sense, naming its field
   */
  WritingSettings read(JsonBody body) {
    int count = body.integer(beamsField, beams);
    if (count < 1 || count > MOST_BEAMS) {
      throw RequestException.bad(
          beamsField, "%s must be 1 to %d but is %d.".formatted(beamsField, MOST_BEAMS, count));
    }
    int most = body.integer(limitField, limit);
    if (most < 1) {
      throw RequestException.bad(
          limitField, "%s must be at least 1 but is %d.".formatted(limitField, most));
    }
    List<String> stops = body.texts("stop");
    if (stops.size() > MOST_STOPS || stops.contains("")) {
      throw RequestException.bad(
          "stop", "stop must be at most %d texts, none of them empty.".formatted(MOST_STOPS));
    }
    Sampling sampling = sampling(body, count);
    Optional<Beams> search =
        count == 1 ? Optional.empty() : Optional.of(Beams.of(count).withSampling(sampling));
    return new WritingSettings(most, sampling, search, stops);
  }

  private Sampling sampling(JsonBody body, int count) {
    boolean drawn = body.flag("do_sample", true);
    double usual = count > 1 && !drawnSearch ? 0 : temperature;
    try {
      return new Sampling(
          drawn ? body.number("temperature").orElse(usual) : 0,
          body.integer("top_k", topK),
          body.number("top_p").orElse(topP),
          body.integer("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong(SEEDS)));
    } catch (IllegalArgumentException e) {
      String sentence = String.valueOf(e.getMessage()).replaceFirst("^top-", "top_");
      String field = sentence.substring(0, sentence.indexOf(' '));
      throw RequestException.bad(field, sentence + ".");
    }
  }
}
