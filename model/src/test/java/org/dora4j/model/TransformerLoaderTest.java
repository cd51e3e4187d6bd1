package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerLoaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"sharded", "tied"})
  void readingAheadLoadsTheSameWeights(String name) {
    Path folder = Golden.root().resolve("models").resolve(name);
    try (ModelFiles files = Checkpoint.open(folder.toString());
        Transformer inTurn =
            TransformerLoader.load(
                files, WeightForm.plain(DType.F32, Device.CPU), false, () -> {});
        Transformer ahead =
            TransformerLoader.load(
                files, WeightForm.plain(DType.F32, Device.CPU), true, () -> {})) {
      assertThat(ahead.parameters().keySet()).isEqualTo(inTurn.parameters().keySet());
      inTurn
          .parameters()
          .forEach(
              (key, value) ->
                  assertThat(Ops.identical(value.value(), ahead.parameters().get(key).value()))
                      .as(key)
                      .isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void loadingThatIsNoLongerWantedEndsAndLeavesNothing(boolean ahead) {
    Path folder = Golden.root().resolve("models").resolve("sharded");
    AtomicInteger asked = new AtomicInteger();
    Runnable wanted =
        () -> {
          if (asked.incrementAndGet() == 5) {
            throw new IllegalStateException("the data cannot be used");
          }
        };
    try (ModelFiles files = Checkpoint.open(folder.toString())) {
      TransformerLoader.load(files, WeightForm.plain(DType.F32, Device.CPU), ahead, () -> {})
          .close();
      long before = Memory.liveObjects();
      assertThatThrownBy(
              () ->
                  TransformerLoader.load(
                      files, WeightForm.plain(DType.F32, Device.CPU), ahead, wanted))
          .hasMessage("the data cannot be used");
      assertThat(asked).hasValue(5);
      assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
    }
  }
}
