"""A Llama in Meta's layout (testdata/golden/meta), and its forward pass with rotations as complex products of neighbouring pairs."""

import json
import math
from pathlib import Path

import torch
from torch.nn.functional import embedding, linear, silu

from common import GOLDEN, NORM_STD, WEIGHT_STD, generator, save_json, save_tensors, token_ids

FOLDER = GOLDEN / "meta"
SHAPES = {
    "plain": {"dim": 16, "n_layers": 2, "n_heads": 4, "n_kv_heads": 2, "vocab_size": 64, "multiple_of": 8, "norm_eps": 1e-5, "rope_theta": 10000.0},
    "scaled": {
        "dim": 16,
        "n_layers": 1,
        "n_heads": 2,
        "n_kv_heads": 2,
        "vocab_size": 64,
        "multiple_of": 16,
        "ffn_dim_multiplier": 1.3,
        "norm_eps": 1e-5,
        "rope_theta": 500000.0,
        "use_scaled_rope": True,
    },
}


def feed_forward_size(params: dict) -> int:
    """Width of the gated MLP that params.json states."""
    size = int(2 * (4 * params["dim"]) / 3)
    if params.get("ffn_dim_multiplier") is not None:
        size = int(params["ffn_dim_multiplier"] * size)
    return params["multiple_of"] * math.ceil(size / params["multiple_of"])


def random_weights(params: dict, seed: int) -> dict[str, torch.Tensor]:
    source = generator(seed)
    dim, wide = params["dim"], feed_forward_size(params)
    keys = params["n_kv_heads"] * dim // params["n_heads"]

    def matrix(rows: int, columns: int) -> torch.Tensor:
        return WEIGHT_STD * torch.randn(rows, columns, generator=source)

    def norm() -> torch.Tensor:
        return 1 + NORM_STD * torch.randn(dim, generator=source)

    weights = {"tok_embeddings.weight": matrix(params["vocab_size"], dim)}
    for layer in range(params["n_layers"]):
        block = f"layers.{layer}."
        weights |= {
            block + "attention.wq.weight": matrix(dim, dim),
            block + "attention.wk.weight": matrix(keys, dim),
            block + "attention.wv.weight": matrix(keys, dim),
            block + "attention.wo.weight": matrix(dim, dim),
            block + "feed_forward.w1.weight": matrix(wide, dim),
            block + "feed_forward.w2.weight": matrix(dim, wide),
            block + "feed_forward.w3.weight": matrix(wide, dim),
            block + "attention_norm.weight": norm(),
            block + "ffn_norm.weight": norm(),
        }
    return weights | {"norm.weight": norm(), "output.weight": matrix(params["vocab_size"], dim)}


def rotations(params: dict, length: int) -> torch.Tensor:
    """e^(i · position · frequency), complex [length, headDim / 2]; Llama 3.1 divides low frequencies by 8."""
    head = params["dim"] // params["n_heads"]
    frequencies = params.get("rope_theta", 10000.0) ** -(torch.arange(0, head, 2, dtype=torch.float64) / head)
    if params.get("use_scaled_rope"):
        turns = 8192 * frequencies / (2 * math.pi)
        share = ((turns - 1) / (4 - 1)).clamp(0, 1)
        frequencies = frequencies * (share + (1 - share) / 8)
    angles = torch.outer(torch.arange(length, dtype=torch.float64), frequencies)
    return torch.polar(torch.ones_like(angles), angles).to(torch.complex64)


def turned(heads: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
    """Rotates [length, heads, headDim], where neighbours are one complex number."""
    pairs = torch.view_as_complex(heads.float().reshape(*heads.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turns[:, None, :]).flatten(2)


def normed(x: torch.Tensor, weight: torch.Tensor, eps: float) -> torch.Tensor:
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def attention(x: torch.Tensor, weights: dict, block: str, params: dict, turns: torch.Tensor) -> torch.Tensor:
    length, head = x.shape[0], params["dim"] // params["n_heads"]
    q, k, v = (linear(x, weights[f"{block}attention.w{name}.weight"]).view(length, -1, head) for name in "qkv")
    repeats = params["n_heads"] // k.shape[1]
    k = turned(k, turns).repeat_interleave(repeats, 1)
    scores = torch.einsum("qhd,khd->hqk", turned(q, turns), k) / math.sqrt(head)
    scores = scores + torch.full((length, length), -torch.inf).triu(1)
    mixed = torch.einsum("hqk,khd->qhd", scores.softmax(-1), v.repeat_interleave(repeats, 1))
    return linear(mixed.reshape(length, -1), weights[block + "attention.wo.weight"])


@torch.no_grad()
def logits(weights: dict[str, torch.Tensor], params: dict, ids: torch.Tensor) -> torch.Tensor:
    """Logits [length, vocabulary] of one row of ids, in fp32."""
    weights = {name: tensor.float() for name, tensor in weights.items()}
    eps, turns = params["norm_eps"], rotations(params, len(ids))
    x = embedding(ids, weights["tok_embeddings.weight"])
    for layer in range(params["n_layers"]):
        block = f"layers.{layer}."
        x = x + attention(normed(x, weights[block + "attention_norm.weight"], eps), weights, block, params, turns)
        h = normed(x, weights[block + "ffn_norm.weight"], eps)
        gated = silu(linear(h, weights[block + "feed_forward.w1.weight"])) * linear(h, weights[block + "feed_forward.w3.weight"])
        x = x + linear(gated, weights[block + "feed_forward.w2.weight"])
    return linear(normed(x, weights["norm.weight"], eps), weights["output.weight"])


def load(folder: Path) -> tuple[dict[str, torch.Tensor], dict]:
    """A folder's weights, read without running anything in the file, and its params.json."""
    weights = torch.load(folder / "consolidated.00.pth", weights_only=True, mmap=True)
    return weights, json.loads((folder / "params.json").read_text(encoding="utf-8"))


def main() -> None:
    for seed, (name, params) in enumerate(SHAPES.items()):
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        weights = random_weights(params, seed)
        torch.save(weights, folder / "consolidated.00.pth")
        save_json(params, folder / "params.json")
        ids = token_ids((1, 12), params["vocab_size"], seed=seed)
        save_tensors({"input_ids": ids, "logits": logits(weights, params, ids[0])[None]}, folder / "logits.safetensors")


if __name__ == "__main__":
    main()
