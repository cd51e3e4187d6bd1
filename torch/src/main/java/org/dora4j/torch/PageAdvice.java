package org.dora4j.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** Tells Linux that pages of a mapped file are not needed for now. */
final class PageAdvice {
  private static final long PAGE = 4096;
  private static final int DONT_NEED = 4;

  private PageAdvice() {}

  /** The part of the C library that is called. */
  interface CLibrary extends Library {
    CLibrary INSTANCE = Native.load("c", CLibrary.class);

    int madvise(Pointer address, NativeLong length, int advice);
  }

  /**
   * Drops the whole pages of a range from this process's memory; the next access reads them from
   * the file again. Only for ranges that nobody has written to. Elsewhere than on Linux nothing
   * happens.
   */
  static void drop(long address, long bytes) {
    long begin = (address + PAGE - 1) / PAGE * PAGE;
    long end = (address + bytes) / PAGE * PAGE;
    if (Platform.isLinux() && end > begin) {
      // Advice that is refused (a page size above 4096) changes nothing.
      CLibrary.INSTANCE.madvise(new Pointer(begin), new NativeLong(end - begin), DONT_NEED);
    }
  }
}
