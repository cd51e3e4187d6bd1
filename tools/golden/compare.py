"""The part that both checks share: ids in, a model's fp32 logits, and the verdict against dora4j's."""

import argparse
import json
import sys
from pathlib import Path

import common  # noqa: F401  (sets the environment before torch loads)
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

Batch = dict[str, torch.Tensor]


def arguments(description: str, *folders: tuple[str, str]) -> argparse.Namespace:
    """The folders of one check, then what both take."""
    parser = argparse.ArgumentParser(description=description)
    for flag, meaning in folders:
        parser.add_argument(flag, type=Path, required=True, help=meaning)
    parser.add_argument("--logits", type=Path, required=True, help="safetensors with `logits` (and the ids, without --ids)")
    parser.add_argument("--ids", type=Path, help='JSON {"input_ids": [[…]], "attention_mask": [[…]]}')
    parser.add_argument("--tolerance", type=float, default=1e-4, help="largest absolute difference (default 1e-4)")
    return parser.parse_args()


def load_base(path: Path) -> torch.nn.Module:
    """A folder in transformers' layout or a GGUF file, in fp32; fails on tensors that transformers would make up."""
    location = {"pretrained_model_name_or_path": path}
    if path.is_file():
        location = {"pretrained_model_name_or_path": path.parent, "gguf_file": path.name}
    model, info = AutoModelForCausalLM.from_pretrained(**location, dtype=torch.float32, output_loading_info=True)
    wrong = [f"{kind}: {sorted(keys)}" for kind, keys in info.items() if keys]
    if wrong:
        sys.exit(f"transformers does not read {path} as it is; {'; '.join(wrong)}")
    return model.eval()


def read_batch(options: argparse.Namespace, stored: Batch) -> Batch:
    """`input_ids` and `attention_mask` (ones where the file has none)."""
    source = stored
    if options.ids:
        source = {name: torch.tensor(rows) for name, rows in json.loads(options.ids.read_text("utf-8")).items()}
    if "input_ids" not in source:
        sys.exit(f"{options.ids or options.logits} has no input_ids; pass them with --ids")
    ids = source["input_ids"].long()
    return {"input_ids": ids, "attention_mask": source.get("attention_mask", torch.ones_like(ids)).long()}


@torch.no_grad()
def compare(model: torch.nn.Module, options: argparse.Namespace) -> None:
    """Prints the largest difference over unpadded positions; exits with 1 when it is above the tolerance."""
    stored = load_file(options.logits)
    batch = read_batch(options, stored)
    mask = batch["attention_mask"]
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    expected = model(**batch, position_ids=positions).logits
    actual = stored["logits"].float()
    if actual.shape != expected.shape:
        sys.exit(f"logits have shape {list(actual.shape)}, Python's {list(expected.shape)}")
    difference = (actual - expected)[mask.bool()].abs().max().item()
    passed = difference <= options.tolerance
    facts = {"max_abs_difference": difference, "tolerance": options.tolerance, "tokens": mask.sum().item()}
    print(json.dumps(facts | {"passed": passed}))
    sys.exit(0 if passed else 1)
