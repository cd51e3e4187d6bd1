package org.dora4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ModelThreadTest {
  private static final WrittenText TEXT = new WrittenText("text", 1, 1, true);

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFullQueueTakesNoMore() {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (ModelThread thread = new ModelThread(1)) {
      Writing first =
          thread.submit(
              out -> {
                begun.countDown();
                await(go);
                return TEXT;
              });
      await(begun);
      Writing second = thread.submit(out -> TEXT);

      assertThatThrownBy(() -> thread.submit(out -> TEXT))
          .isInstanceOfSatisfying(
              RequestException.class, e -> assertThat(e.status()).isEqualTo(503));

      go.countDown();
      assertThat(first.whole()).isEqualTo(TEXT);
      assertThat(second.whole()).isEqualTo(TEXT);
    }
  }

  @Test
  void closingEndsTheTextThatIsBeingWritten() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    ModelThread thread = new ModelThread(1);
    Writing endless =
        thread.submit(
            out -> {
              while (out.test("more")) {
                begun.countDown();
              }
              return TEXT;
            });
    begun.await();
    thread.close();

    assertThatThrownBy(endless::whole)
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("being stopped");
  }

  @Test
  void whoeverGoesAwayEndsTheText() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    try (ModelThread thread = new ModelThread(1)) {
      Writing writing =
          thread.submit(
              out -> {
                while (out.test("more")) {
                  Thread.onSpinWait();
                }
                ended.countDown();
                return TEXT;
              });
      assertThat(writing.next()).contains("more");
      writing.abandon();
      ended.await();
    }
  }

  @Test
  void aFailureReachesTheReaderAndTheThreadGoesOn() {
    try (ModelThread thread = new ModelThread(1)) {
      Writing failing =
          thread.submit(
              out -> {
                throw new IllegalStateException("no");
              });
      assertThatThrownBy(failing::whole).hasMessage("no");
      assertThat(thread.submit(out -> TEXT).whole()).isEqualTo(TEXT);
    }
  }
}
