package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NvidiaDriverTest {

  @Test
  void theVersionIsFoundInWhatTheSystemSays() {
    String module =
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.03  Release Build\n"
            + "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n";

    assertThat(NvidiaDriver.in(module)).contains(new NvidiaDriver("580.159.03"));
    assertThat(NvidiaDriver.in("575.57.08\n575.57.08\n")).contains(new NvidiaDriver("575.57.08"));
    assertThat(NvidiaDriver.in("")).isEmpty();
  }

  @Test
  void cuda13NeedsVersion580() {
    assertThat(new NvidiaDriver("580.65").runsCuda13()).isTrue();
    assertThat(new NvidiaDriver("1000.1").runsCuda13()).isTrue();
    assertThat(new NvidiaDriver("575.57.08").runsCuda13()).isFalse();
  }
}
