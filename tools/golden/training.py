"""Fifty training steps by PEFT, transformers and torch's AdamW, every step recorded (testdata/golden/training)."""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from peft import PeftModel, get_peft_model
from safetensors.torch import load_file
from torch.nn.utils import clip_grad_norm_
from transformers import get_scheduler

from adapter_cases import COMMON
from adapters import VOCABULARY, adapter_config, forget_paths, load_base, save_adapter, tidy_config
from common import GOLDEN, generator, save_json, save_model, save_tensors

FOLDER = GOLDEN / "training"
BASE = "base"
LENGTH = 12
Batches = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Run:
    """What a trainer must be told; written into losses.json as it is."""

    method: str
    learning_rate: float
    weight_decay: float = 0.0
    accumulation: int = 1
    steps: int = 50
    warmup_steps: int = 5
    schedule: str = "linear"
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    max_grad_norm: float = 1.0


RUNS = {
    "lora": Run("lora", 7e-3),
    "dora": Run("dora", 7e-3),
    "dora_accumulation": Run("dora", 7e-3, weight_decay=0.01, accumulation=2, schedule="cosine", max_grad_norm=1.7),
    "vera": Run("vera", 4e-2),
    "full": Run("full", 2e-3),
}


def make_batches(count: int, seed: int) -> Batches:
    """`count` micro-batches of 2 rows with a rule to learn; row 1 right padded by 0 to 4; short prompts unlabelled."""
    source = generator(seed)
    ids = torch.empty(count, 2, LENGTH, dtype=torch.long)
    ids[..., 0] = torch.randint(3, 7, (count, 2), generator=source)
    for t in range(1, LENGTH):
        ids[..., t] = (3 * ids[..., t - 1] + 5) % (VOCABULARY - 3) + 3
    mask = torch.ones_like(ids)
    prompt = torch.randint(1, 5, (count, 2), generator=source)
    padding = torch.randint(0, 5, (count,), generator=source)
    for i in range(count):
        mask[i, 1, LENGTH - padding[i] :] = 0
    ids = ids.masked_fill(mask == 0, 0)
    positions = torch.arange(LENGTH).expand_as(ids)
    labels = ids.masked_fill((mask == 0) | (positions < prompt[..., None]), -100)
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def start_model(run: Run) -> torch.nn.Module:
    """The base itself, or the base with a fresh adapter (B = 0)."""
    base = load_base(BASE)
    if run.method == "full":
        return base
    torch.manual_seed(43)
    config = adapter_config(run.method, {"r": 4, "target_modules": COMMON, "task_type": "CAUSAL_LM"})
    model = get_peft_model(base, config)
    forget_paths(model, BASE)
    return model


def micro_batches(batches: Batches, step: int, accumulation: int) -> list[Batches]:
    """The micro-batches of one optimiser step, in order."""
    first = step * accumulation
    return [{name: t[i] for name, t in batches.items()} for i in range(first, first + accumulation)]


def train(model: torch.nn.Module, run: Run, batches: Batches) -> list[dict[str, float]]:
    """Trains in place; the loss of a step is the sum over its trained tokens divided by their number."""
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        trained, lr=run.learning_rate, betas=run.betas, eps=run.eps, weight_decay=run.weight_decay
    )
    schedule = get_scheduler(run.schedule, optimiser, run.warmup_steps, run.steps)
    records = []
    model.train()
    for step in range(run.steps):
        parts = micro_batches(batches, step, run.accumulation)
        tokens = sum((part["labels"][:, 1:] != -100).sum() for part in parts)
        total = 0.0
        for part in parts:
            loss = model(**part, num_items_in_batch=tokens).loss
            loss.backward()
            total += loss.item()
        norm = clip_grad_norm_(trained, run.max_grad_norm)
        rate = optimiser.param_groups[0]["lr"]
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        records.append({"loss": total, "grad_norm": norm.item(), "lr": rate, "tokens": tokens.item()})
    return records


def save(model: torch.nn.Module, folder: Path) -> None:
    """An adapter in PEFT's layout, or a model in transformers'."""
    if isinstance(model, PeftModel):
        save_adapter(model, folder)
        tidy_config(folder / "adapter_config.json", {})
    else:
        save_model(model, folder)


def check_conditioning(run: Run, batches: Batches, records: list[dict[str, float]], final: Path) -> None:
    """Fails where rounding alone would move the result: the same run in fp64 must end at the same numbers."""
    model = start_model(run).double()
    exact = train(model, run, batches)
    worst_loss = max(abs(a["loss"] - b["loss"]) for a, b in zip(records, exact))
    state = {name.replace(".default", ""): p for name, p in model.named_parameters()}
    stored = load_file(next(final.glob("*.safetensors")))
    stored = {name + (".weight" if name.endswith("vector") else ""): value for name, value in stored.items()}
    worst = max((value - state[name]).abs().max().item() for name, value in stored.items() if name in state)
    assert worst_loss < 3e-6 and worst < 2e-5, (worst_loss, worst)
    print(f"  fp64 differs by {worst_loss:.1e} in loss and {worst:.1e} in weights")


def write_run(name: str, run: Run) -> None:
    folder = FOLDER / name
    batches = make_batches(run.steps * run.accumulation, seed=47)
    model = start_model(run)
    if run.method != "full":
        save(model, folder / "start")
    records = train(model, run, batches)
    save(model, folder / "final")
    save_tensors(batches, folder / "batches.safetensors")
    save_json({"base": BASE} | asdict(run) | {"records": records}, folder / "losses.json")
    print(f"training/{name}: loss {records[0]['loss']:.3f} to {records[-1]['loss']:.3f}")
    print("  clipped steps:", sum(r["grad_norm"] > run.max_grad_norm for r in records))
    check_conditioning(run, batches, records, folder / "final")


def write_schedules() -> None:
    """The learning rate of each of 20 steps, peak 1, for transformers' schedules."""
    rates = {}
    for name in ("constant", "constant_with_warmup", "linear", "cosine"):
        for warmup in (0, 4):
            optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
            schedule = get_scheduler(name, optimiser, warmup, 20)
            rates[f"{name}_{warmup}"] = []
            for _ in range(20):
                rates[f"{name}_{warmup}"].append(optimiser.param_groups[0]["lr"])
                optimiser.step()
                schedule.step()
    save_json(rates, FOLDER / "schedules.json")


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    write_schedules()
    for name, run in RUNS.items():
        write_run(name, run)


if __name__ == "__main__":
    main()
