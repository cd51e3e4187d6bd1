"""Times `generate` of transformers on the commonsense test sets: the other side of `dora4j evaluate --tasks`.

    python tools/bench/hf_evaluate.py --model SmolLM2.gguf --data commonsense --beams 4 --batches 64,128,256 --sample 1024 --device cuda

Of all test sets together every n-th question is taken (--sample in all), sorted by length as dora4j does. Each batch size is timed once after a round that warms up; the best counts.
Needs the packages of tools/golden/requirements.txt.
"""

import argparse
import json
import time
from pathlib import Path

import models  # sets what has to be set before torch is imported
import torch
import transformers
from memory import peak_bytes, reset_peak

TASKS = ("boolq", "piqa", "social_i_qa", "winogrande", "ARC-Easy", "ARC-Challenge", "openbookqa")
SENTENCE = "Below is an instruction that describes a task. Write a response that appropriately completes the request. "
INDENT = 16 * " "


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    models.add_model_options(parser)
    parser.add_argument("--data", type=Path, required=True, help="folder with NAME/test.json")
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--new", type=int, default=32, help="most new tokens for each")
    parser.add_argument("--batches", default="64,128,256", help="batch sizes to try")
    parser.add_argument("--sample", type=int, default=1024, help="questions; 0 for all")
    return parser.parse_args()


def questions(options: argparse.Namespace) -> list[str]:
    every = [record["instruction"] for task in TASKS for record in json.loads((options.data / task / "test.json").read_text())]
    stride = len(every) // options.sample if options.sample else 1
    return [f"{SENTENCE}\n\n{INDENT}### Instruction:\n{INDENT}{text}\n\n{INDENT}### Response:\n{INDENT}" for text in every[::stride]]


def answer(model: torch.nn.Module, batch: list[list[int]], end: int, options: argparse.Namespace) -> None:
    """One batch, padded on the left to the longest."""
    width = max(map(len, batch))
    ids = torch.tensor([[end] * (width - len(row)) + row for row in batch], device=options.device)
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in batch], device=options.device)
    with torch.inference_mode():
        model.generate(input_ids=ids, attention_mask=mask, max_new_tokens=options.new, do_sample=False, num_beams=options.beams, eos_token_id=end, pad_token_id=end)
    models.wait(options)


def rate(model: torch.nn.Module, prompts: list[list[int]], size: int, end: int, options: argparse.Namespace) -> float:
    """Examples per second with batches of `size`."""
    batches = [prompts[i : i + size] for i in range(0, len(prompts), size)]
    answer(model, batches[0], end, options)
    began = time.perf_counter()
    for batch in batches:
        answer(model, batch, end, options)
    return len(prompts) / (time.perf_counter() - began)


def main() -> None:
    options = arguments()
    models.settle(options)
    location = {"pretrained_model_name_or_path": options.model}
    if options.model.is_file():
        location = {"pretrained_model_name_or_path": options.model.parent, "gguf_file": options.model.name}
    tokenizer = transformers.AutoTokenizer.from_pretrained(**location)
    model = models.load_base(options, 4096).eval()
    prompts = sorted((tokenizer(text)["input_ids"] for text in questions(options)), key=len, reverse=True)
    reset_peak(options.device)
    rates = {size: rate(model, prompts, size, tokenizer.eos_token_id, options) for size in map(int, options.batches.split(","))}
    best = max(rates, key=rates.get)
    result = {"program": "transformers", "bench": "evaluate", "examples_per_s": rates[best], "batch": best, "rates": rates, "examples": len(prompts), "peak_bytes": peak_bytes(options.device)}
    print(json.dumps(result | models.surroundings(options)) if options.json else f"transformers, {options.beams} beams: {rates[best]:.1f} examples/s at batch {best}; {rates}")


if __name__ == "__main__":
    main()
