package org.dora4j.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sequences as attention kernels of one device want them. Made once per pass, so that nothing is
 * uploaded layer by layer.
 *
 * @param sequences lengths, which add up to N
 * @param offsets {@link Sequences#offsets} on a GPU; null on a CPU
 * @param regular whether all sequences have one length and this shape has come up before, so that
 *     preparing a kernel for just this shape pays
 */
public record Packing(Sequences sequences, @Nullable Tensor offsets, boolean regular) {

  /** Preparing a kernel for a shape takes as long as some hundred calls of one that takes all. */
  private static final int TIMES_BEFORE = 2;

  private static final Map<Long, Integer> SEEN = new ConcurrentHashMap<>();

  /** Sequences on a device; on a GPU their offsets are put there, in the open scope. */
  public static Packing on(Device device, Sequences sequences) {
    if (!device.cuda()) {
      return new Packing(sequences, null, false);
    }
    return new Packing(sequences, sequences.offsets(device), isRegular(sequences));
  }

  private static boolean isRegular(Sequences sequences) {
    if ((long) sequences.count() * sequences.longest() != sequences.tokens()) {
      return false;
    }
    long shape = (long) sequences.count() << 32 | sequences.longest();
    return SEEN.merge(shape, 1, Integer::sum) > TIMES_BEFORE;
  }
}
