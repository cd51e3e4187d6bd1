package org.dora4j.train;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;

/**
 * The large blocks of native memory. Where no free piece is large enough for them, glibc maps each
 * by itself, so that their sum is exact: tensors are among them, and nothing of what Java's own
 * threads take in small pieces meanwhile.
 */
final class LargeBlocks {
  private static final int LEAST_BYTES = 1 << 17;
  private static final int PLUG_BYTES = LEAST_BYTES - (1 << 12);

  /** Other threads let the heap grow too. */
  private static final int GROWTHS = 4;

  private LargeBlocks() {}

  private interface Glibc extends Library {
    Glibc INSTANCE = Native.load("c", Glibc.class);
    int M_MMAP_THRESHOLD = -3;

    int mallopt(int parameter, int value);

    Pointer malloc(NativeLong bytes);

    Mallinfo2 mallinfo2();

    /** glibc's struct mallinfo2, returned by value; the fields are size_t. */
    @Structure.FieldOrder({"arena", "between", "hblkhd", "behind"})
    final class Mallinfo2 extends Structure implements Structure.ByValue {
      public long arena;
      public long[] between = new long[3];
      public long hblkhd;
      public long[] behind = new long[5];
    }
  }

  /**
   * From now on this thread's blocks of 128 KiB and more are mapped one by one, until small ones
   * that are given back leave a larger gap. Free pieces of that size are taken for good.
   */
  static void mapOneByOne() {
    Glibc.INSTANCE.mallopt(Glibc.M_MMAP_THRESHOLD, LEAST_BYTES);
    for (int grown = 0; grown < GROWTHS; ) {
      long before = Glibc.INSTANCE.mallinfo2().arena;
      Pointer unused = Glibc.INSTANCE.malloc(new NativeLong(PLUG_BYTES));
      grown += Glibc.INSTANCE.mallinfo2().arena > before ? 1 : 0;
    }
  }

  /** Bytes of the large blocks that are in use. */
  static long bytes() {
    return Glibc.INSTANCE.mallinfo2().hblkhd;
  }
}
