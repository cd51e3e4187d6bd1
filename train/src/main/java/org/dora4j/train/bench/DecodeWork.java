package org.dora4j.train.bench;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a decoding benchmark does.
 *
 * @param batch prompts at once
 * @param promptLength tokens of each prompt
 * @param newTokens that are written to each
 * @param beams texts that are followed for each prompt; 1 takes the likeliest token each time
 * @param warmUp rounds that do not count, at first
 * @param rounds that count
 */
public record DecodeWork(
    int batch, int promptLength, int newTokens, int beams, int warmUp, int rounds) {

  public DecodeWork {
    if (batch < 1 || promptLength < 1 || newTokens < 1 || warmUp < 0 || rounds < 1) {
      throw new IllegalArgumentException(
          "decoding needs at least 1 prompt, 1 prompt token, 1 new token and 1 counted round, but batch is %d, prompt %d, new %d, warm-up %d, rounds %d"
              .formatted(batch, promptLength, newTokens, warmUp, rounds));
    }
    if (beams < 1) {
      throw new IllegalArgumentException(
          "decoding needs at least 1 beam but there are " + beams + " beams");
    }
  }

  /** Random prompts of ids below {@code vocabulary}. */
  List<int[]> prompts(int vocabulary) {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, batch)
        .mapToObj(
            row -> {
              int[] ids = new int[promptLength];
              Arrays.setAll(ids, i -> random.nextInt(vocabulary));
              return ids;
            })
        .toList();
  }
}
