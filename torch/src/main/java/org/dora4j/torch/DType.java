package org.dora4j.torch;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element types of tensors, with their size in bytes and their name in safetensors files. */
public enum DType {
  F64(ScalarType.Double, 8, "F64"),
  F32(ScalarType.Float, 4, "F32"),
  F16(ScalarType.Half, 2, "F16"),
  BF16(ScalarType.BFloat16, 2, "BF16"),
  I64(ScalarType.Long, 8, "I64"),
  I32(ScalarType.Int, 4, "I32"),
  I16(ScalarType.Short, 2, "I16"),
  I8(ScalarType.Char, 1, "I8"),
  U8(ScalarType.Byte, 1, "U8"),
  BOOL(ScalarType.Bool, 1, "BOOL");

  final ScalarType scalarType;
  private final int bytes;
  private final String fileName;

  DType(ScalarType scalarType, int bytes, String fileName) {
    this.scalarType = scalarType;
    this.bytes = bytes;
    this.fileName = fileName;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** The name that safetensors headers use, e.g. {@code "BF16"}. */
  public String fileName() {
    return fileName;
  }

  /** Whether gradients and products make sense for this type. */
  public boolean isFloating() {
    return this == F64 || this == F32 || this == F16 || this == BF16;
  }

  /**
   * Reads a name as users and files write it: fp32, float32, F32, bf16, bfloat16, fp16, half, fp64
   * and so on.
   */
  public static DType parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "f64", "fp64", "float64", "double" -> F64;
      case "f32", "fp32", "float32", "float" -> F32;
      case "f16", "fp16", "float16", "half" -> F16;
      case "bf16", "bfloat16" -> BF16;
      case "i64", "int64", "long" -> I64;
      case "i32", "int32", "int" -> I32;
      case "i16", "int16" -> I16;
      case "i8", "int8" -> I8;
      case "u8", "uint8" -> U8;
      case "bool" -> BOOL;
      default ->
          throw new IllegalArgumentException(
              "unknown dtype '" + name + "': use fp32, bf16, fp16 or fp64");
    };
  }

  static DType of(ScalarType type) {
    for (DType dtype : values()) {
      if (dtype.scalarType.value == type.value) {
        return dtype;
      }
    }
    throw new TorchException("libtorch returned a tensor of unsupported type " + type);
  }
}
