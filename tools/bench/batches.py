"""What one training step is given: random full rows, or a file's rows as users have them."""

import json
from pathlib import Path

import torch

Batch = dict[str, torch.Tensor]
MULTIPLE = 8


def random_batches(count: int, rows: int, length: int, vocabulary: int, device: str) -> list[Batch]:
    """`count` batches of random ids, every token trained, no padding."""
    source = torch.Generator().manual_seed(1)
    batches = []
    for _ in range(count):
        ids = torch.randint(3, vocabulary, (rows, length), generator=source).to(device)
        batches.append({"input_ids": ids, "labels": ids})
    return batches


def padded(rows: list[dict], device: str) -> Batch:
    """One batch, right padded to a multiple of 8, padding masked and unlabelled."""
    width = -(-max(len(row["input_ids"]) for row in rows) // MULTIPLE) * MULTIPLE
    fill = {"input_ids": 0, "labels": -100, "attention_mask": 0}
    batch = {name: torch.full((len(rows), width), value) for name, value in fill.items()}
    for i, row in enumerate(rows):
        length = len(row["input_ids"])
        batch["input_ids"][i, :length] = torch.tensor(row["input_ids"])
        batch["labels"][i, :length] = torch.tensor(row["labels"])
        batch["attention_mask"][i, :length] = 1
    return {name: tensor.to(device) for name, tensor in batch.items()}


def file_batches(file: Path, count: int, rows: int, device: str) -> list[Batch]:
    """The first `count` batches of a JSONL file of `input_ids` and `labels`, in file order."""
    with file.open(encoding="utf-8") as lines:
        examples = [json.loads(line) for _, line in zip(range(count * rows), lines)]
    if len(examples) < count * rows:
        raise SystemExit(f"{file} has {len(examples)} rows, {count} steps of {rows} need {count * rows}")
    return [padded(examples[i : i + rows], device) for i in range(0, len(examples), rows)]


def real_tokens(batch: Batch) -> int:
    """Tokens that are not padding."""
    return int(batch["attention_mask"].sum()) if "attention_mask" in batch else batch["input_ids"].numel()
