"""Random GGUF blocks of each type with gguf-py's values, and gguf-py's own quantisation (testdata/golden/gguf)."""

import numpy
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants

from common import GOLDEN, save_tensors

ROWS = 4
COLUMNS = 512

# Where each type's fp16 scales lie in a block, in bytes.
SCALES = {
    "Q8_0": (0,),
    "Q4_0": (0,),
    "Q4_1": (0, 2),
    "Q5_0": (0,),
    "Q5_1": (0, 2),
    "Q4_K": (0, 2),
    "Q5_K": (0, 2),
    "Q6_K": (208,),
}
FLOATS = {"F32": numpy.float32, "F16": numpy.float16}
# Zero, the smallest subnormal, a subnormal, negative, and one and a half.
SPECIAL_SCALES = numpy.array([0.0, 6e-8, 3e-5, -0.25, 1.5], dtype=numpy.float16)


def random_floats(random: numpy.random.Generator, kind: str) -> numpy.ndarray:
    """Raw bytes of a float type: normal values, then extremes that every reader must get right."""
    values = random.standard_normal((ROWS, COLUMNS), dtype=numpy.float32)
    values[0, :6] = [0.0, -0.0, 1e-7, -6e-5, 65504.0, -1.0 / 3.0]
    if kind == "BF16":
        return quants.quantize(values, GGMLQuantizationType.BF16)
    return values.astype(FLOATS[kind]).view(numpy.uint8)


def random_blocks(random: numpy.random.Generator, kind: str) -> numpy.ndarray:
    """Raw bytes of a block type: every quant bit random, scales about 0.05 of either sign, special ones first."""
    elements, size = GGML_QUANT_SIZES[GGMLQuantizationType[kind]]
    count = ROWS * COLUMNS // elements
    blocks = random.integers(0, 256, (count, size), dtype=numpy.uint8)
    for offset in SCALES[kind]:
        scales = (0.05 * random.standard_normal(count)).astype(numpy.float16)
        scales[: len(SPECIAL_SCALES)] = SPECIAL_SCALES
        blocks[:, offset : offset + 2] = scales[:, None].view(numpy.uint8)
    return blocks.reshape(ROWS, -1)


def dequantised() -> dict[str, torch.Tensor]:
    """`<type>.raw` u8 and `<type>.values` f32 for every type that dora4j reads."""
    random = numpy.random.default_rng(3)
    tensors = {}
    for kind in ("F32", "F16", "BF16", *SCALES):
        raw = random_blocks(random, kind) if kind in SCALES else random_floats(random, kind)
        values = quants.dequantize(raw, GGMLQuantizationType[kind]).astype(numpy.float32)
        assert numpy.isfinite(values).all() and values.shape == (ROWS, COLUMNS), kind
        tensors[f"{kind}.raw"] = torch.from_numpy(raw.copy())
        tensors[f"{kind}.values"] = torch.from_numpy(values.copy())
    return tensors


def quantised() -> dict[str, torch.Tensor]:
    """`values` f32 and the bytes that gguf-py writes for them, for every type that dora4j writes."""
    random = numpy.random.default_rng(4)
    values = (0.1 * random.standard_normal((ROWS, COLUMNS))).astype(numpy.float32)
    values[0, :32] = 0.0
    # With a largest magnitude of 127 the scale is one: halves must round away from zero.
    values[0, 32:64] = numpy.arange(32, dtype=numpy.float32) - 15.5
    values[0, 63] = 127.0
    values[1, :32] *= 1e-6
    tensors = {"values": torch.from_numpy(values)}
    for kind in ("F16", "BF16", "Q8_0"):
        raw = quants.quantize(values, GGMLQuantizationType[kind])
        tensors[f"{kind}.raw"] = torch.from_numpy(raw.view(numpy.uint8).copy())
    return tensors


def main() -> None:
    save_tensors(dequantised(), GOLDEN / "gguf" / "dequantise.safetensors")
    save_tensors(quantised(), GOLDEN / "gguf" / "quantise.safetensors")
    print("gguf")


if __name__ == "__main__":
    main()
