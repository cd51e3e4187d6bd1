"""transformers' logits and greedy continuation of SmolLM2-135M-Instruct read from GGUF (testdata/golden/smollm2)."""

import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from common import GOLDEN, ROOT, save_json, save_tensors

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
FOLDER = ROOT.parent / "shared" / "models"
TEXT = (
    "In 1969 three astronauts flew to the Moon; two of them walked on its surface, "
    "and the third one waited in orbit."
)
TOKENS = 24
CHAT = "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
NEW_TOKENS = 16
COLUMN_STEP = 64


@torch.no_grad()
def greedy(model: torch.nn.Module, prompt: list[int]) -> list[int]:
    """The next `NEW_TOKENS` ids by argmax, whole prefix each time, never stopping at an end token."""
    ids = list(prompt)
    for _ in range(NEW_TOKENS):
        ids.append(model(torch.tensor([ids])).logits[0, -1].argmax().item())
    return ids[len(prompt) :]


def write(folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=FILE)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=FILE, dtype=torch.float32).eval()
    ids = tokenizer(TEXT, add_special_tokens=False)["input_ids"][:TOKENS]
    assert len(ids) == TOKENS, len(ids)
    prompt = tokenizer(CHAT, add_special_tokens=False)["input_ids"]
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits
    continuation = greedy(model, prompt)
    tensors = {
        "input_ids": torch.tensor([ids]),
        "logits": logits[:, :, ::COLUMN_STEP],
        "argmax": logits.argmax(-1),
        "prompt": torch.tensor([prompt]),
        "greedy": torch.tensor([continuation]),
    }
    save_tensors(tensors, GOLDEN / "smollm2" / "logits.safetensors")
    facts = {
        "model": FILE,
        "dtype": "float32",
        "text": tokenizer.decode(ids),
        "column_step": COLUMN_STEP,
        "vocabulary": logits.shape[-1],
        "prompt": CHAT,
        "greedy": tokenizer.decode(continuation),
    }
    save_json(facts, GOLDEN / "smollm2" / "logits.json")


def main() -> None:
    if not (FOLDER / FILE).exists():
        sys.exit(f"{FILE} is not in {FOLDER}: put it there to make this group again")
    write(FOLDER)
    print("smollm2")


if __name__ == "__main__":
    main()
