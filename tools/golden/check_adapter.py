"""Loads an adapter with PEFT onto a base and compares its logits with those that dora4j computed.

    python tools/golden/check_adapter.py --base MODEL --adapter DIR --logits OUT.safetensors [--ids IDS.json]

Fails when PEFT would leave a stored tensor unread or make one up, or when a logit differs by more than the tolerance.
"""

import sys
from pathlib import Path

from compare import arguments, compare, load_base
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file


def check_keys(model: PeftModel, adapter: Path) -> None:
    """PEFT ignores unknown tensors and keeps initial values of missing ones in silence; this does not."""
    stored = set(load_file(adapter / "adapter_model.safetensors"))
    wanted = set(get_peft_model_state_dict(model))
    if stored != wanted:
        sys.exit(f"PEFT does not know {sorted(stored - wanted)} and misses {sorted(wanted - stored)}")


def main() -> None:
    options = arguments(
        "Compares an adapter in PEFT with dora4j's logits.",
        ("--base", "model folder or GGUF file"),
        ("--adapter", "adapter folder"),
    )
    model = PeftModel.from_pretrained(load_base(options.base), str(options.adapter)).eval()
    check_keys(model, options.adapter)
    compare(model, options)


if __name__ == "__main__":
    main()
