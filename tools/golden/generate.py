"""Writes the golden fixtures: all groups, or those named on the command line."""

import importlib
import sys

GROUPS = ("models", "smollm2", "gguf_blocks", "adapters", "legacy", "layers", "training", "quantised", "beams", "chat_templates", "vocabularies", "meta_llama", "decomposition", "spreads")


def main() -> None:
    names = sys.argv[1:] or GROUPS
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        sys.exit(f"unknown group {unknown[0]}; choose from {', '.join(GROUPS)}")
    for name in names:
        importlib.import_module(name).main()


if __name__ == "__main__":
    main()
