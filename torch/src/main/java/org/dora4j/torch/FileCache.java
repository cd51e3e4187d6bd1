package org.dora4j.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import java.nio.file.Path;

/** The part of main memory in which Linux keeps files that were read or written lately. */
public final class FileCache {
  private static final int READ_ONLY = 0;
  private static final int DONT_NEED = 4;

  private FileCache() {}

  /** The part of the C library that is called. */
  interface CLibrary extends Library {
    CLibrary INSTANCE = Native.load("c", CLibrary.class);

    int open(String path, int flags);

    int fsync(int file);

    int posix_fadvise(int file, NativeLong offset, NativeLong length, int advice);

    int close(int file);
  }

  /**
   * Lets go of a file's pages, so that reading it again asks the disk. Pages that a process has
   * mapped stay.
   *
   * @return whether the system took the advice; not every file system keeps to it
   */
  public static boolean drop(Path file) {
    if (!Platform.isLinux()) {
      return false;
    }
    CLibrary libc = CLibrary.INSTANCE;
    int descriptor = libc.open(file.toAbsolutePath().toString(), READ_ONLY);
    if (descriptor < 0) {
      return false;
    }
    try {
      // Pages that were written but have not reached the disk cannot be let go.
      libc.fsync(descriptor);
      NativeLong all = new NativeLong(0);
      return libc.posix_fadvise(descriptor, all, all, DONT_NEED) == 0;
    } finally {
      libc.close(descriptor);
    }
  }
}
