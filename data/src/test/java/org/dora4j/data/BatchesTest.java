package org.dora4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.dora4j.data.Batches.Position;
import org.junit.jupiter.api.Test;

class BatchesTest {

  @Test
  void fileOrderServesExamplesAsTheyStand() {
    Batches batches = batches(5, 2, OptionalLong.empty());

    assertThat(firstIds(batches.next(2))).containsExactly(0, 1, 2, 3);
    assertThat(firstIds(batches.next(2))).containsExactly(4);
    assertThat(firstIds(batches.next(2))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shuffledEpochHoldsEachExampleOnce() {
    Batches batches = batches(10, 3, OptionalLong.of(7));

    List<Integer> epoch = epoch(batches, 2);

    assertThat(epoch).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
    assertThat(epoch).isNotEqualTo(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void epochsDifferAndSeedsRepeat() {
    Batches one = batches(20, 4, OptionalLong.of(1));
    Batches two = batches(20, 4, OptionalLong.of(1));
    Batches other = batches(20, 4, OptionalLong.of(2));
    List<Integer> first = epoch(one, 1);

    assertThat(epoch(two, 5)).isEqualTo(first);
    assertThat(epoch(one, 1)).isNotEqualTo(first);
    assertThat(epoch(other, 1)).isNotEqualTo(first);
  }

  @Test
  void soughtPositionContinuesAsWithoutABreak() {
    Batches whole = batches(11, 2, OptionalLong.of(3));
    for (int i = 0; i < 4; i++) {
      assertThat(whole.next(2)).isNotEmpty();
    }
    Position position = whole.position();
    Batches resumed = batches(11, 2, OptionalLong.of(3));
    resumed.seek(position);

    for (int i = 0; i < 6; i++) {
      assertThat(firstIds(resumed.next(2))).isEqualTo(firstIds(whole.next(2)));
    }
    assertThat(resumed.position()).isEqualTo(whole.position());
  }

  @Test
  void stepsPerEpochCountsTheShortOne() {
    assertThat(batches(11, 2, OptionalLong.empty()).stepsPerEpoch(2)).isEqualTo(3);
    assertThat(batches(12, 2, OptionalLong.empty()).stepsPerEpoch(2)).isEqualTo(3);
    assertThat(batches(1, 2, OptionalLong.empty()).stepsPerEpoch(8)).isEqualTo(1);
  }

  @Test
  void leftPaddingFillsTheFrontUpToTheMultiple() {
    Example shorter = new Example(new int[] {5, 6}, new int[] {Example.IGNORE, 6});
    Example longer = new Example(new int[] {1, 2, 3}, new int[] {1, 2, 3});

    Batch batch = Batch.of(List.of(shorter, longer), PadSide.LEFT, 9, 4);

    assertThat(batch.length()).isEqualTo(4);
    assertThat(batch.ids()).containsExactly(9, 9, 5, 6, 9, 1, 2, 3);
    assertThat(batch.labels()).containsExactly(-100, -100, -100, 6, -100, 1, 2, 3);
    assertThat(batch.lengths()).containsExactly(2, 3);
    assertThat(batch.start(0)).isEqualTo(2);
    assertThat(batch.tokens()).isEqualTo(5);
    assertThat(batch.trainedTokens()).isEqualTo(4);
  }

  @Test
  void rightPaddingDoesNotCountTheFirstColumnAsTrained() {
    Example example = new Example(new int[] {1, 2, 3}, new int[] {1, 2, 3});

    Batch batch = Batch.of(List.of(example), PadSide.RIGHT, 0, 4);

    assertThat(batch.ids()).containsExactly(1, 2, 3, 0);
    assertThat(batch.labels()).containsExactly(1, 2, 3, -100);
    assertThat(batch.trainedTokens()).isEqualTo(2);
  }

  @Test
  void endTokenUsedAsPaddingStaysLearnedWhereItIsReal() {
    Example example = new Example(new int[] {1, 2}, new int[] {1, 2});

    Batch batch = Batch.of(List.of(example), PadSide.RIGHT, 2, 4);

    assertThat(batch.labels()).containsExactly(1, 2, -100, -100);
  }

  @Test
  void aStrideServesEachExampleOnceAnEpochByOneFormulaForTheRun() {
    Batches batches = new Batches(examples(10), 1, new ExampleOrder.Stride(7), PadSide.RIGHT, 0, 1);

    for (int k = 0; k < 25; k++) {
      assertThat(firstIds(batches.next(1))).containsExactly(k * 7 % 10);
    }
  }

  @Test
  void aStrideThatWouldLeaveExamplesOutIsRefused() {
    ExampleOrder stride = new ExampleOrder.Stride(4);

    assertThatThrownBy(() -> new Batches(examples(10), 1, stride, PadSide.RIGHT, 0, 1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The order stride:4 would leave out some of the 10 examples");
  }

  @Test
  void noExamplesAreRefused() {
    assertThatThrownBy(() -> batches(0, 1, OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There are no examples to make batches of.");
  }

  @Test
  void positionBeyondTheDataIsRefused() {
    Batches batches = batches(3, 1, OptionalLong.empty());

    assertThatThrownBy(() -> batches.seek(new Position(0, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot continue at example 4 of an epoch: there are only 3");
  }

  @Test
  void labelThatIsNotItsIdIsRefused() {
    assertThatThrownBy(() -> new Example(new int[] {1, 2}, new int[] {1, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Label 1 of an example is 3; it must be its id 2, or -100 to leave it unlearned.");
  }

  private static Batches batches(int count, int size, OptionalLong seed) {
    return new Batches(examples(count), size, seed, PadSide.RIGHT, 0, 1);
  }

  private static List<Example> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Example(new int[] {i, 1}, new int[] {i, 1}))
        .toList();
  }

  private static List<Integer> epoch(Batches batches, int accumulation) {
    List<Integer> ids = new ArrayList<>();
    for (int i = batches.stepsPerEpoch(accumulation); i > 0; i--) {
      ids.addAll(firstIds(batches.next(accumulation)));
    }
    return ids;
  }

  private static List<Integer> firstIds(List<Batch> step) {
    return step.stream()
        .flatMap(b -> IntStream.range(0, b.rows()).mapToObj(r -> b.ids()[r * b.length()]))
        .toList();
  }
}
