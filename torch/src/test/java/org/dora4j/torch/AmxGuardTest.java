package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmxGuardTest {

  @TempDir private Path temp;

  @Test
  void aCpuThatWorksPassesTheProbeInAChild() throws IOException {
    assertThat(AmxGuard.probe(AmxProbe.class.getName())).isTrue();
  }

  @Test
  void aChildThatDiesIsAnAnswer() throws IOException {
    assertThat(AmxGuard.probe("org.dora4j.torch.NoSuchProbe")).isFalse();
  }

  @Test
  void theAnswerIsRememberedPerMachine() throws IOException {
    Path answer = temp.resolve("cache").resolve("amx");
    int[] asked = {0};
    for (int i = 0; i < 2; i++) {
      boolean works =
          AmxGuard.remembered(
              answer,
              () -> {
                asked[0]++;
                return false;
              });
      assertThat(works).isFalse();
    }
    assertThat(asked[0]).isEqualTo(1);
  }
}
