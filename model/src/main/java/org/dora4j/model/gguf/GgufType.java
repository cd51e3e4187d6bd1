package org.dora4j.model.gguf;

import org.dora4j.torch.DType;
import org.jspecify.annotations.Nullable;

/** Element types of GGUF tensors that are read: plain floats, and blocks of quantised elements. */
public enum GgufType {
  F32(0, DType.F32),
  F16(1, DType.F16),
  BF16(30, DType.BF16),
  Q4_0(2, PlainBlocks.SIZE, 18, PlainBlocks::q4WithScale),
  Q4_1(3, PlainBlocks.SIZE, 20, PlainBlocks::q4WithMinimum),
  Q5_0(6, PlainBlocks.SIZE, 22, PlainBlocks::q5WithScale),
  Q5_1(7, PlainBlocks.SIZE, 24, PlainBlocks::q5WithMinimum),
  Q8_0(8, PlainBlocks.SIZE, 34, PlainBlocks::q8),
  Q4_K(12, SuperBlocks.SIZE, 144, SuperBlocks::q4),
  Q5_K(13, SuperBlocks.SIZE, 176, SuperBlocks::q5),
  Q6_K(14, SuperBlocks.SIZE, 210, SuperBlocks::q6);

  /** Turns one block into floats; without state. */
  @FunctionalInterface
  interface Decoder {
    /** Reads the block at {@code raw[at…]} into {@code out[to…]}. */
    void decode(byte[] raw, int at, float[] out, int to);
  }

  private final int code;
  private final int blockElements;
  private final int blockBytes;
  private final DType dtype;
  private final @Nullable Decoder decoder;

  GgufType(int code, DType dtype) {
    this.code = code;
    this.blockElements = 1;
    this.blockBytes = dtype.bytes();
    this.dtype = dtype;
    this.decoder = null;
  }

  GgufType(int code, int blockElements, int blockBytes, Decoder decoder) {
    this.code = code;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
    this.dtype = DType.F32;
    this.decoder = decoder;
  }

  /** The type with a number, or null where it is not read. */
  static @Nullable GgufType of(int code) {
    for (GgufType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** The number in the file. */
  int code() {
    return code;
  }

  /** Elements per block; rows are whole blocks. 1 for plain floats. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes per block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Type of the tensor that reading gives: F32 for blocks. */
  public DType dtype() {
    return dtype;
  }

  /** How to read a block; null for plain floats, which are views of the file. */
  @Nullable Decoder decoder() {
    return decoder;
  }
}
