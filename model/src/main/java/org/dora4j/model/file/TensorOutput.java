package org.dora4j.model.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.HostMemory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;

/** Brings tensors into files without a second copy of them on the heap. */
public final class TensorOutput {
  private static final int CHUNK = 1 << 20;

  private TensorOutput() {}

  /**
   * A tensor in the type in which it is to be stored.
   *
   * @param name for the message
   * @throws ModelFileException if fp16 is asked for and a finite value would become infinite
   */
  public static Tensor converted(String name, Tensor tensor, DType dtype) {
    Tensor converted = tensor.to(dtype);
    if (dtype == DType.F16 && !Ops.allFinite(converted) && Ops.allFinite(tensor)) {
      throw new ModelFileException(
          "%s has values above 65504, which fp16 cannot hold; save as bf16 or fp32."
              .formatted(name));
    }
    return converted;
  }

  /** Writes the elements of a tensor on any device in row-major order, little-endian. */
  public static void write(FileChannel channel, Tensor tensor) throws IOException {
    write(Channels.newOutputStream(channel), tensor);
  }

  /** The same into a stream. */
  public static void write(OutputStream out, Tensor tensor) throws IOException {
    Tensor source = tensor.to(Device.CPU).contiguous();
    byte[] chunk = new byte[(int) Math.min(CHUNK, source.bytes())];
    for (long at = 0; at < source.bytes(); at += chunk.length) {
      int count = (int) Math.min(chunk.length, source.bytes() - at);
      HostMemory.read(source, at, chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  /** Writes all that remains in a buffer. */
  public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
