"""Magnitude and direction of tiny adapters and of a fully trained model, by NumPy alone (testdata/golden/decomposition)."""

import csv
import json
import math
import re
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from adapters import FOLDER as ADAPTERS
from adapters import load_base
from common import GOLDEN, generator, save_json, save_model

import torch

FOLDER = GOLDEN / "decomposition"
SERIES = {
    "lora": ["lora_default", "lora_rslora", "lora_patterns_rslora"],
    "dora": ["dora_default", "dora_rslora", "dora_patterns"],
    "full": ["full"],
}
MODULES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
LAYERS = 2


def path(layer: int, module: str) -> str:
    return f"model.layers.{layer}.{'self_attn' if module[0] in 'qkvo' and module[1] == '_' else 'mlp'}.{module}"


def write_full() -> None:
    """A "checkpoint of full fine-tuning": the base with noise on every tensor."""
    model = load_base("base")
    source = generator(77)
    with torch.no_grad():
        for _, parameter in sorted(model.named_parameters()):
            parameter.add_(0.03 * torch.randn(parameter.shape, generator=source))
    save_model(model, FOLDER / "full")


def first_match(patterns: dict, module: str, otherwise):
    for key, value in patterns.items():
        if re.match(rf"(.*\.)?({key})$", module):
            return value
    return otherwise


def adapted(name: str, module: str, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray | None] | None:
    """W_t and sBA of one module in fp64; None where the adapter does not touch it."""
    if name == "full":
        return load_file(FOLDER / "full" / "model.safetensors")[module + ".weight"].astype(np.float64), None
    config = json.loads((ADAPTERS / name / "adapter_config.json").read_text())
    tensors = load_file(ADAPTERS / name / "adapter_model.safetensors")
    key = "base_model.model." + module + "."
    if key + "lora_A.weight" not in tensors:
        return None
    a = tensors[key + "lora_A.weight"].astype(np.float64)
    b = tensors[key + "lora_B.weight"].astype(np.float64)
    rank = first_match(config["rank_pattern"], module, config["r"])
    assert rank == a.shape[0]
    alpha = first_match(config["alpha_pattern"], module, config["lora_alpha"])
    update = alpha / (math.sqrt(rank) if config["use_rslora"] else rank) * (b @ a)
    tuned = weight + update
    if config["use_dora"]:
        m = tensors[key + "lora_magnitude_vector"].astype(np.float64)
        tuned = (m / np.linalg.norm(tuned, axis=1))[:, None] * tuned
    return tuned, update


def effective_rank(update: np.ndarray) -> float:
    values = np.linalg.svd(update, compute_uv=False)
    shares = values[values > 1e-12 * values[0]] / values.sum()
    return math.exp(-(shares * np.log(shares)).sum())


def directions(before: np.ndarray, after: np.ndarray, axis: int) -> np.ndarray:
    """1 - cos of row-normalised matrices: per row (axis 1, the paper), or per column (axis 0, the shreyassks notebooks)."""
    u = before / np.linalg.norm(before, axis=1, keepdims=True)
    v = after / np.linalg.norm(after, axis=1, keepdims=True)
    return 1 - (u * v).sum(axis) / np.linalg.norm(u, axis=axis) / np.linalg.norm(v, axis=axis)


def rows(axis: int) -> list[dict]:
    base = load_file(ADAPTERS / "base" / "model.safetensors")
    found = []
    for method, names in SERIES.items():
        previous: dict[str, np.ndarray] = {}
        for name in names:
            for layer in range(LAYERS):
                for module in MODULES:
                    w0 = base[path(layer, module) + ".weight"].astype(np.float64)
                    result = adapted(name, path(layer, module), w0)
                    if result is None:
                        continue
                    w, update = result
                    dm = np.abs(np.linalg.norm(w, axis=1) - np.linalg.norm(w0, axis=1))
                    dd = directions(w0, w, axis)
                    row = {"method": method, "checkpoint": name, "layer": layer, "module": module, "delta_m": dm.mean(), "delta_d": dd.mean()}
                    for label, values in (("delta_m", dm), ("delta_d", dd)):
                        for q in (5, 25, 50, 75, 95):
                            row[f"{label}_p{q:02d}"] = np.quantile(values, q / 100)
                    row["change_norm"] = np.linalg.norm(w - w0)
                    row["relative_change"] = np.linalg.norm(w - w0) / np.linalg.norm(w0)
                    row["update_norm"] = "" if update is None else np.linalg.norm(update)
                    row["effective_rank"] = "" if update is None else effective_rank(update)
                    before = previous.get(path(layer, module)) if names.index(name) else None
                    row["cosine_to_previous"] = "" if before is None else ((w - w0) * before).sum() / np.linalg.norm(w - w0) / np.linalg.norm(before)
                    previous[path(layer, module)] = w - w0
                    found.append(row)
    return found


def inside(t: float, freedom: int) -> float:
    """P(|T| <= t) by Simpson's rule on the density."""
    x = np.linspace(0, t, 20001)
    log = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - 0.5 * math.log(freedom * math.pi)
    y = np.exp(log - (freedom + 1) / 2 * np.log1p(x * x / freedom))
    return 2 * (x[1] - x[0]) / 3 * (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum())


def t_quantile(freedom: int) -> float:
    low, high = 0.0, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle, freedom) < 0.95 else (low, middle)
    return (low + high) / 2


def fit(x: np.ndarray, y: np.ndarray) -> dict:
    n = len(x)
    r = np.corrcoef(x, y)[0, 1]
    slope, intercept = np.polyfit(x, y, 1)
    residual = ((y - intercept - slope * x) ** 2).sum()
    half = t_quantile(n - 2) * math.sqrt(residual / (n - 2) / ((x - x.mean()) ** 2).sum())
    z, width = np.arctanh(r), 1.959963984540054 / math.sqrt(n - 3)
    return {
        "points": n,
        "pearson": r,
        "pearson_low": np.tanh(z - width),
        "pearson_high": np.tanh(z + width),
        "slope": slope,
        "slope_low": slope - half,
        "slope_high": slope + half,
        "intercept": intercept,
    }


def write_csv(table: list[dict], file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, table[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: f"{v:.12g}" if isinstance(v, float) else v for k, v in row.items()} for row in table)


def main() -> None:
    write_full()
    table = rows(axis=1)
    write_csv(table, FOLDER / "expected.csv")
    columns = [{k: row[k] for k in ("method", "checkpoint", "layer", "module", "delta_m", "delta_d")} for row in rows(axis=0)]
    write_csv([row for row in columns if row["layer"] >= 1], FOLDER / "columns.csv")
    fits = {}
    for method in ("lora", "dora"):
        for module in ("q_proj", "v_proj"):
            points = [row for row in table if row["method"] == method and row["module"] == module]
            x = np.array([row["delta_d"] for row in points])
            y = np.array([row["delta_m"] for row in points])
            fits[f"{method} {module}"] = {k: float(v) for k, v in fit(x, y).items()}
    save_json(fits, FOLDER / "fits.json")
