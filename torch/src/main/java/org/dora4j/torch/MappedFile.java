package org.dora4j.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A file seen as a tensor of bytes without reading it: pages come in when they are used, and the
 * mapping lives as long as any view of it.
 */
public final class MappedFile {

  private MappedFile() {}

  /**
   * Maps a whole file, of any size, read-only in effect (changes never reach the file): U8 [size].
   */
  public static Tensor open(Path file) throws IOException {
    long size = Files.size(file);
    if (size == 0) {
      throw new IOException(file + " is empty");
    }
    return Tensor.op(
        () ->
            torch.from_file(
                file.toAbsolutePath().toString(),
                new BoolOptional(false),
                new LongOptional(size),
                Tensors.options(DType.U8, Device.CPU)));
  }

  /**
   * Part of a mapped file as a tensor: a view where the offset suits the element size, else a copy.
   *
   * @param bytes the result of {@link #open}
   * @param offset first byte of the tensor
   */
  public static Tensor slice(Tensor bytes, long offset, DType dtype, long... shape) {
    long count = 1;
    for (long size : shape) {
      count = Math.multiplyExact(count, size);
    }
    if (count == 0) {
      return Tensors.empty(dtype, Device.CPU, shape);
    }
    Tensor raw = bytes.narrow(0, offset, Math.multiplyExact(count, (long) dtype.bytes()));
    if (offset % dtype.bytes() != 0) {
      raw = raw.copy();
    }
    return (dtype == DType.U8 ? raw : raw.viewAs(dtype)).view(shape);
  }

  /**
   * Lets part of a mapped file leave this process's memory; it is read again when it is used again.
   * Views stay valid, but changes made through them in place are lost.
   *
   * @param bytes the result of {@link #open}
   * @param offset first byte of the part
   * @param length bytes of the part
   */
  public static void drop(Tensor bytes, long offset, long length) {
    PageAdvice.drop(bytes.address() + offset, length);
  }
}
