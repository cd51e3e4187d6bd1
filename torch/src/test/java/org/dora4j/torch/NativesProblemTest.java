package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativesProblemTest {

  private static String of(String innermost) {
    UnsatisfiedLinkError outer = new UnsatisfiedLinkError("no jnitorch in java.library.path");
    outer.initCause(new UnsatisfiedLinkError(innermost));
    return NativesProblem.of(outer);
  }

  @Test
  void aMissingLibraryOfNvidiaIsNamedWithAWayOut() {
    assertThat(
            of(
                "/cache/libjnitorch.so: libcupti.so.13: cannot open shared object file: No such file or directory"))
        .contains("NVIDIA's library libcupti.so.13", "./dora4j setup --cuda", "setup --cpu");
  }

  @Test
  void aMissingDriverIsCalledOne() {
    assertThat(of("/cache/x.so: libcuda.so.1: cannot open shared object file: No such file"))
        .contains("NVIDIA's driver (libcuda.so.1)", "580 or newer")
        .doesNotContain("setup");
  }

  @Test
  void anythingElseIsToldInItsOwnWords() {
    assertThat(of("/cache/libc10.so: version `GLIBC_2.28' not found\nmore"))
        .contains("GLIBC_2.28' not found)", "Linux x86-64")
        .doesNotContain("setup", "more");
  }
}
