package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class CpuLanesTest {

  @Test
  void everyPieceWorksInALaneOfItsOwn() {
    List<Integer> lanes = CpuLanes.run(List.of(CpuLanes::current, CpuLanes::current));
    assertThat(lanes).containsExactly(0, 1);
    assertThat(CpuLanes.current()).isZero();
  }

  @Test
  void piecesWorkAtTheSameTime() {
    CountDownLatch both = new CountDownLatch(2);
    Supplier<Boolean> meets =
        () -> {
          both.countDown();
          try {
            return both.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            return false;
          }
        };
    assertThat(CpuLanes.run(List.of(meets, meets))).containsExactly(true, true);
  }

  @Test
  void theCoresAreSharedAndGivenBack() {
    int all = Natives.cpuThreads();
    Supplier<Integer> threads = torch::get_num_threads;
    int share = Math.max(1, all / 2);
    assertThat(CpuLanes.run(List.of(threads, threads))).containsExactly(share, share);
    assertThat(torch.get_num_threads()).isEqualTo(all);
  }

  @Test
  void onePieceStaysOnTheThreadThatAsks() {
    Thread here = Thread.currentThread();
    assertThat(CpuLanes.run(List.of(Thread::currentThread))).containsExactly(here);
  }

  @Test
  void lanesRecordNothingForAutograd() {
    Natives.load();
    assertThat(CpuLanes.run(List.of(GradMode::is_enabled, GradMode::is_enabled)))
        .containsExactly(false, false);
  }

  @Test
  void aFailureIsThrownAfterAllHaveEnded() {
    assertThrownAfterAllHaveEnded(
        IllegalStateException.class,
        () -> {
          throw new IllegalStateException("lane 0 failed");
        });
  }

  @Test
  void anErrorIsThrownAfterAllHaveEndedToo() {
    assertThrownAfterAllHaveEnded(
        OutOfMemoryError.class,
        () -> {
          throw new OutOfMemoryError("lane 0 failed");
        });
  }

  private static void assertThrownAfterAllHaveEnded(
      Class<? extends Throwable> type, Supplier<Boolean> fails) {
    AtomicBoolean ended = new AtomicBoolean();
    Supplier<Boolean> works =
        () -> {
          LockSupport.parkNanos(100_000_000);
          ended.set(true);
          return true;
        };
    assertThatThrownBy(() -> CpuLanes.run(List.of(fails, works)))
        .isInstanceOf(type)
        .hasMessage("lane 0 failed");
    assertThat(ended).isTrue();
  }

  @Test
  void aPartOfTheSequencesDrawsTheMasksThatAllDraw() {
    try (Scope scope = Scope.open()) {
      Sequences all = Sequences.of(3, 5, 2, 4);
      Tensor like = Tensors.zeros(DType.F32, Device.CPU, 14, 33);
      Tensor whole = Rng.dropoutMask(like, all, 0.3, 7);
      Tensor part = Rng.dropoutMask(like.narrow(0, 3, 7), all.part(1, 3), 0.3, 7);
      assertThat(Ops.identical(whole.narrow(0, 3, 7).contiguous(), part)).isTrue();
      assertThat(Ops.identical(whole.narrow(0, 0, 3), whole.narrow(0, 3, 3))).isFalse();
    }
  }
}
