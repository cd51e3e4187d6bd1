package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dora4j.data.DataException;
import org.junit.jupiter.api.Test;

class BackgroundTest {

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void givesItsResultToWhoeverJoins() {
    try (Background<String> work =
        Background.start("work", () -> Thread.currentThread().getName())) {
      assertThat(work.join()).isEqualTo("work").isEqualTo(work.join());
    }
  }

  @Test
  void throwsWhatTheWorkThrew() {
    DataException problem = new DataException("line 3 is no JSON");
    Background<String> work =
        Background.start(
            "work",
            () -> {
              throw problem;
            });
    assertThatThrownBy(work::join).isSameAs(problem);
    assertThatThrownBy(work::requireNoFailure).isSameAs(problem);
    assertThatCode(work::close).doesNotThrowAnyException();
  }

  @Test
  void askingWhetherItFailedDoesNotWait() {
    CountDownLatch go = new CountDownLatch(1);
    try (Background<Boolean> work =
        Background.start(
            "work",
            () -> {
              await(go);
              return true;
            })) {
      work.requireNoFailure();
      go.countDown();
      assertThat(work.join()).isTrue();
    }
  }

  @Test
  void closingWaitsForTheEnd() {
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Background<Boolean> work =
        Background.start(
            "work",
            () -> {
              begun.countDown();
              Thread.yield();
              over.set(true);
              return true;
            });
    await(begun);
    work.close();
    assertThat(over).isTrue();
  }
}
