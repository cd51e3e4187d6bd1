package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.dora4j.data.Batches;
import org.dora4j.data.PadSide;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final int ACCUMULATION = 2;

  /** Three steps an epoch, the last of them short. */
  private static Feed feed() {
    Batches batches =
        new Batches(
            Golden.examples("full").subList(0, 11), 2, OptionalLong.of(5), PadSide.RIGHT, 0, 1);
    return new Feed(batches, ACCUMULATION);
  }

  private static List<int[]> ids(Feed.StepBatch batch) {
    return batch.microBatches().stream().map(tokens -> tokens.ids()).toList();
  }

  @Test
  void preparingChangesNeitherTheOrderNorThePosition() {
    Feed plain = feed();
    Feed ahead = feed();
    for (int step = 0; step < 8; step++) {
      Batches.Position before = ahead.position();
      ahead.prepare();
      ahead.prepare();
      assertThat(ahead.position()).isEqualTo(before);
      Feed.StepBatch expected = plain.take();
      Feed.StepBatch batch = ahead.take();
      assertThat(ids(batch)).usingRecursiveComparison().isEqualTo(ids(expected));
      assertThat(ahead.position()).isEqualTo(batch.end()).isEqualTo(plain.position());
    }
  }

  @Test
  void seekingReturnsToTheFirstBatchThatWasNotTaken() {
    List<List<int[]>> whole = new ArrayList<>();
    Feed once = feed();
    for (int step = 0; step < 7; step++) {
      whole.add(ids(once.take()));
    }
    for (int taken = 0; taken < 7; taken++) {
      Feed first = feed();
      for (int step = 0; step < taken; step++) {
        first.take();
      }
      first.prepare();
      Feed second = feed();
      second.prepare();
      second.seek(first.position());
      assertThat(ids(second.take())).usingRecursiveComparison().isEqualTo(whole.get(taken));
    }
  }

  @Test
  void countsItsTokens() {
    Feed.StepBatch batch = feed().take();
    assertThat(batch.microBatches()).hasSize(ACCUMULATION);
    assertThat(batch.tokens())
        .isEqualTo(batch.microBatches().stream().mapToInt(tokens -> tokens.ids().length).sum());
    assertThat(batch.trained()).isPositive().isLessThanOrEqualTo(batch.tokens());
  }
}
