package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchStepCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"dora", "lora", "full"})
  void measuresEveryMethod(String method) {
    CommandRun run =
        CommandRun.of(
            "bench",
            "step",
            "--model",
            TinyModel.golden("models/gqa").toString(),
            "--method",
            method,
            "--rank",
            "2",
            "--batch",
            "2",
            "--seq",
            "8",
            "--steps",
            "2",
            "--warmup",
            "0",
            "--device",
            "cpu",
            "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"tokens_per_s\"", "\"peak_bytes\"", "\"trainable\"");
  }

  @Test
  void namesTheShapesThatItKnows() {
    CommandRun run = CommandRun.of("bench", "step", "--shape", "llama-70b");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("llama-70b", "smollm2-135m, llama-7b, llama-13b, llama3-8b");
  }
}
