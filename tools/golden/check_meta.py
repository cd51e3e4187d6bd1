"""Loads a folder in Meta's layout with torch.load and compares its logits with those that dora4j computed.

    python tools/golden/check_meta.py --model DIR --logits OUT.safetensors [--ids IDS.json]

The weights are read with weights_only=True, and a forward pass of Meta's kind is computed from them; with rows q and k out of order, or gate and up exchanged, no logit would agree.
"""

from pathlib import Path

import torch

from compare import arguments, compare
from meta_llama import feed_forward_size, load, logits


class MetaModel(torch.nn.Module):
    """What `compare` needs of a model: logits by ids."""

    def __init__(self, folder: Path):
        super().__init__()
        self.weights, self.params = load(folder)
        wide = self.weights["layers.0.feed_forward.w1.weight"].shape[0]
        assert wide == feed_forward_size(self.params), f"params.json states {feed_forward_size(self.params)}, not {wide}"

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, position_ids: torch.Tensor):
        assert attention_mask.all() and (position_ids[:, 0] == 0).all(), "rows without padding only"
        rows = torch.stack([logits(self.weights, self.params, row) for row in input_ids])
        return type("Output", (), {"logits": rows})


def main() -> None:
    options = arguments("Compares a folder in Meta's layout with dora4j's logits.", ("--model", "folder in Meta's layout"))
    compare(MetaModel(Path(options.model)), options)


if __name__ == "__main__":
    main()
