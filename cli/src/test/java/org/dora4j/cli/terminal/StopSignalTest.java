package org.dora4j.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class StopSignalTest {

  private static boolean hears(CountDownLatch latch) throws InterruptedException {
    Signal.raise(new Signal("INT"));
    return latch.await(20, TimeUnit.SECONDS);
  }

  @Test
  void theNewestHears() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    try (StopSignal older = StopSignal.listen(() -> {});
        StopSignal newer = StopSignal.listen(heard::countDown)) {
      assertThat(hears(heard)).isTrue();
      assertThat(newer.received()).isTrue();
      assertThat(older.received()).isFalse();
    }
  }

  @Test
  void theOlderHearsAgainWhenTheNewerIsClosed() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    try (StopSignal older = StopSignal.listen(heard::countDown)) {
      StopSignal.listen(() -> {}).close();
      assertThat(hears(heard)).isTrue();
      assertThat(older.received()).isTrue();
    }
  }

  @Test
  void closingTheOlderFirstTakesNothingFromTheNewer() throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    StopSignal older = StopSignal.listen(() -> {});
    try (StopSignal newer = StopSignal.listen(heard::countDown)) {
      older.close();
      assertThat(hears(heard)).isTrue();
      assertThat(newer.received()).isTrue();
    }
  }
}
