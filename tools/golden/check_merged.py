"""Loads a merged model folder with transformers and compares its logits with those that dora4j computed.

    python tools/golden/check_merged.py --model DIR --logits OUT.safetensors [--ids IDS.json]

Fails when transformers would leave a tensor unread or make one up, or when a logit differs by more than the tolerance.
"""

from compare import arguments, compare, load_base


def main() -> None:
    options = arguments("Compares a model in transformers with dora4j's logits.", ("--model", "model folder or GGUF file"))
    compare(load_base(options.model), options)


if __name__ == "__main__":
    main()
