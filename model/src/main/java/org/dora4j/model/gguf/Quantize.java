package org.dora4j.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.dora4j.model.file.TensorOutput;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.HostMemory;
import org.dora4j.torch.Tensor;

/** Writes floats as blocks of type Q8_0: value ≈ scale · q with q in −127 … 127. */
final class Quantize {
  private static final int BLOCKS = 4096;
  private static final int LARGEST = 127;

  private Quantize() {}

  /**
   * Writes a tensor in row-major order.
   *
   * @param tensor of floats, its last dimension a multiple of 32
   */
  static void q8(FileChannel channel, Tensor tensor) throws IOException {
    Tensor floats = tensor.to(Device.CPU).to(DType.F32).contiguous();
    long blocks = floats.count() / PlainBlocks.SIZE;
    byte[] raw = new byte[BLOCKS * PlainBlocks.SIZE * Float.BYTES];
    float[] values = new float[PlainBlocks.SIZE];
    ByteBuffer out =
        ByteBuffer.allocate(BLOCKS * GgufType.Q8_0.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (long first = 0; first < blocks; first += BLOCKS) {
      int count = (int) Math.min(BLOCKS, blocks - first);
      int bytes = count * PlainBlocks.SIZE * Float.BYTES;
      HostMemory.read(floats, first * PlainBlocks.SIZE * Float.BYTES, raw, 0, bytes);
      ByteBuffer in = ByteBuffer.wrap(raw, 0, bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int block = 0; block < count; block++) {
        for (int j = 0; j < values.length; j++) {
          values[j] = in.getFloat();
        }
        block(values, out);
      }
      TensorOutput.write(channel, out.flip());
      out.clear();
    }
  }

  private static void block(float[] values, ByteBuffer out) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = largest / LARGEST;
    float inverse = scale == 0 ? 0 : 1 / scale;
    out.putShort((short) Halves.of(scale));
    for (float value : values) {
      out.put((byte) awayFromZero(value * inverse));
    }
  }

  /** The nearest whole number, halves away from zero as the format's other writers round. */
  private static int awayFromZero(float value) {
    int magnitude = (int) (Math.abs(value) + 0.5);
    return value < 0 ? -magnitude : magnitude;
  }
}
