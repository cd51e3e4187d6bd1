package org.dora4j.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;

/** The C library's heap, from which tensors on the CPU come. */
public final class HostHeap {

  private HostHeap() {}

  /** The part of glibc that is called. */
  interface Glibc extends Library {
    int malloc_trim(NativeLong keep);
  }

  /**
   * Gives what was released but lies between living tensors back to the system, where the C library
   * can: worth it after many tensors came and went beside others that stay.
   */
  public static void trim() {
    if (!Platform.isLinux()) {
      return;
    }
    try {
      Native.load("c", Glibc.class).malloc_trim(new NativeLong(0));
    } catch (UnsatisfiedLinkError e) {
      // Another C library than glibc: what was released stays with the process.
      return;
    }
  }
}
