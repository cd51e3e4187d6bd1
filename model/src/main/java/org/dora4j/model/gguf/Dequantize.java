package org.dora4j.model.gguf;

import java.util.stream.IntStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.HostMemory;
import org.dora4j.torch.MappedFile;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Makes floats of a GGUF tensor's bytes. */
public final class Dequantize {
  private static final int SLICE_ELEMENTS = 1 << 14;

  private Dequantize() {}

  /**
   * Reads a tensor: plain floats as a view in their own type where the offset allows one, blocks as
   * new F32 memory, decoded slice by slice on all cores.
   *
   * @param bytes U8, contiguous, on the CPU; e.g. a mapped file
   * @param offset first byte of the tensor
   * @param shape row-major; the last dimension is a multiple of the type's block
   */
  public static Tensor read(Tensor bytes, long offset, GgufType type, long... shape) {
    GgufType.Decoder decoder = type.decoder();
    if (decoder == null) {
      return MappedFile.slice(bytes, offset, type.dtype(), shape);
    }
    Tensor out = Tensors.empty(DType.F32, Device.CPU, shape);
    long blocks = out.count() / type.blockElements();
    int perSlice = SLICE_ELEMENTS / type.blockElements();
    int workers = Runtime.getRuntime().availableProcessors();
    IntStream.range(0, workers)
        .parallel()
        .forEach(
            worker -> {
              // Two buffers a worker: one a slice would leave as much garbage as the tensor is
              // large.
              float[] values = new float[perSlice * type.blockElements()];
              byte[] raw = new byte[perSlice * type.blockBytes()];
              long stride = (long) workers * perSlice;
              for (long first = (long) worker * perSlice; first < blocks; first += stride) {
                int count = (int) Math.min(perSlice, blocks - first);
                HostMemory.read(
                    bytes, offset + first * type.blockBytes(), raw, 0, count * type.blockBytes());
                decode(decoder, type, raw, values, count);
                HostMemory.write(
                    out, first * type.blockElements(), values, count * type.blockElements());
              }
            });
    return out;
  }

  private static void decode(
      GgufType.Decoder decoder, GgufType type, byte[] raw, float[] values, int blocks) {
    for (int block = 0; block < blocks; block++) {
      decoder.decode(raw, block * type.blockBytes(), values, block * type.blockElements());
    }
  }
}
