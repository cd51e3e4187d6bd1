package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.dora4j.model.Tape;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Scope;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GroupOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryForecastTest {
  private static final int SEQUENCES = 1500;
  private static final int LENGTH = 100;

  private static long tapeBytes(Transformer model, Tokens tokens) {
    try (Scope scope = Scope.open();
        Tape tape = model.trainingTape(tokens.sequences(), 1)) {
      long before = Memory.allocatedBytes();
      model.hidden(tokens.ids(), tape);
      return Memory.allocatedBytes() - before;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lora, F32, false",
    "dora, F32, false",
    "full, F32, false",
    "dora, BF16, false",
    "dora, F32, true"
  })
  void theTapeHoldsWhatIsForecast(String method, DType dtype, boolean recompute) {
    int[] ids = new int[LENGTH];
    Arrays.setAll(ids, i -> i % 80);
    int[][] rows = new int[SEQUENCES][];
    Arrays.fill(rows, ids);
    Tokens tokens = Tokens.of(rows);
    TinyRun run = TinyRun.in(Golden.base());
    try (LoadedModel model = LoadedModel.open(Golden.base().toString(), dtype, Device.CPU);
        Trainable trainable =
            method.equals("full") ? new FullTrainable(model) : run.adapter(method).attach(model);
        FlatParameters parameters =
            FlatParameters.of(trainable.parameters(), name -> new GroupOptions("all", 1, 0))) {
      assertThat(parameters.count()).isPositive();
      model.transformer().recompute(recompute);
      tapeBytes(model.transformer(), Tokens.of(ids));
      long measured = tapeBytes(model.transformer(), tokens);
      long forecast =
          MemoryForecast.of(model.transformer(), recompute)
              .saved(new MemoryForecast.Load(SEQUENCES * LENGTH, 0));
      assertThat(forecast).isCloseTo(measured, withinPercentage(20));
    }
  }
}
