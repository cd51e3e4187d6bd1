"""Adapters that PEFT saved, with the logits and merged weights that PEFT gets from them (testdata/golden/adapters)."""

import json
import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, VeraConfig, get_peft_model
from transformers import LlamaForCausalLM

from adapter_cases import CASES, VERA_CASES, Case
from common import GOLDEN, generator, save_json, save_model, save_tensors, tiny_config, tiny_model, token_ids

FOLDER = GOLDEN / "adapters"
VOCABULARY = 80
BASES = {
    "base": {},
    "base_bias": {"attention_bias": True, "mlp_bias": True},
    "base_tied": {"tie_word_embeddings": True},
}


def load_base(name: str) -> LlamaForCausalLM:
    """One of `BASES` in fp32."""
    return LlamaForCausalLM.from_pretrained(FOLDER / name, dtype=torch.float32).eval()


def write_bases() -> None:
    for name, changes in BASES.items():
        config = tiny_config(vocab_size=VOCABULARY, num_key_value_heads=2, **changes)
        save_model(tiny_model(config, seed=11), FOLDER / name)


def perturb(model: PeftModel, seed: int) -> None:
    """Moves every trainable tensor off its initial value: magnitudes by up to 10 %, VeRA's vectors and others by noise."""
    source = generator(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            if not parameter.requires_grad:
                continue
            if "lora_magnitude_vector" in name:
                parameter.mul_(0.9 + 0.2 * torch.rand(parameter.shape, generator=source))
            else:
                scale = 0.4 if "vera_lambda" in name else 0.1
                parameter.add_(scale * torch.randn(parameter.shape, generator=source))


def forget_paths(model: PeftModel, base: str) -> None:
    """PEFT records where the base was found; a fixture names its base by folder name only."""
    model.peft_config["default"].base_model_name_or_path = base


def save_adapter(model: PeftModel, folder: Path, initial: Path | None = None) -> None:
    """`save_pretrained`, as a user calls it, without the model card."""
    options = {"path_initial_model_for_weight_conversion": str(initial)} if initial else {}
    model.save_pretrained(str(folder), **options)
    (folder / "README.md").unlink(missing_ok=True)


def tidy_config(path: Path, rewrite: dict) -> None:
    """Sorts the lists that PEFT holds as sets, whose order would change from run to run, and applies `rewrite`."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    for name in ("target_modules", "exclude_modules", "modules_to_save"):
        if isinstance(fields.get(name), list):
            fields[name].sort()
    save_json(fields | rewrite, path)


def save_initial(model: PeftModel, folder: Path, initialisation: str) -> None:
    """The untrained adapter that PEFT's conversion subtracts; it has to load without acting on the base again."""
    config = model.peft_config["default"]
    config.init_lora_weights = True
    model.save_pretrained(str(folder))
    config.init_lora_weights = initialisation


def adapter_config(method: str, options: dict) -> LoraConfig | VeraConfig:
    """PEFT's options of a method."""
    if method == "vera":
        return VeraConfig(**options)
    return LoraConfig(**{"lora_alpha": 8, "use_dora": method == "dora"} | options)


def make_adapter(case: Case, method: str, folder: Path) -> dict[str, int]:
    """Creates, perturbs and saves one adapter; returns PEFT's parameter counts."""
    options = {"r": 4, "task_type": "CAUSAL_LM"} | case.options
    torch.manual_seed(13)
    model = get_peft_model(load_base(case.base), adapter_config(method, options))
    forget_paths(model, case.base)
    trainable, total = model.get_nb_trainable_parameters()
    with tempfile.TemporaryDirectory() as scratch:
        initial = Path(scratch) / "initial" if case.converted else None
        if initial:
            save_initial(model, initial, options["init_lora_weights"])
        perturb(model, seed=17)
        save_adapter(model, folder, initial)
    tidy_config(folder / "adapter_config.json", case.rewrite)
    return {"trainable": trainable, "all": total}


def changed_weights(merged: torch.nn.Module, base: str) -> dict[str, torch.Tensor]:
    """Every tensor of the merged model that the base does not hold in the same form."""
    before = load_base(base).state_dict()
    return {
        f"merged.{name}": value
        for name, value in merged.state_dict().items()
        if name not in before or not torch.equal(before[name], value)
    }


@torch.no_grad()
def expected_outputs(case: Case, folder: Path) -> dict[str, torch.Tensor]:
    """What a user gets who loads the saved adapter onto the base and then merges it."""
    ids = token_ids((2, 8), VOCABULARY, seed=19)
    model = PeftModel.from_pretrained(load_base(case.base), str(folder)).eval()
    logits = model(ids).logits
    assert not torch.allclose(logits, load_base(case.base)(ids).logits, atol=0.05), folder
    outputs = {"input_ids": ids, "logits": logits}
    merged = model.merge_and_unload()
    merged_logits = merged(ids).logits
    if not torch.allclose(merged_logits, logits, atol=1e-4):
        outputs["logits_merged"] = merged_logits
    return outputs | changed_weights(merged, case.base)


def write_adapter(name: str, method: str, case: Case) -> dict:
    """One folder with the adapter and what comes of it; returns its base and PEFT's parameter counts."""
    counts = {"base": case.base} | make_adapter(case, method, FOLDER / name)
    outputs = expected_outputs(case, FOLDER / name)
    save_tensors(outputs, FOLDER / name / "expected.safetensors")
    print(f"adapters/{name}", counts, "merge differs" if "logits_merged" in outputs else "")
    return counts


def main() -> None:
    warnings.filterwarnings("ignore", module="peft")
    shutil.rmtree(FOLDER, ignore_errors=True)
    write_bases()
    cases = [(method, option, case) for option, case in CASES.items() for method in case.methods]
    cases += [("vera", option, case) for option, case in VERA_CASES.items()]
    counts = {}
    for method, option, case in cases:
        name = f"{method}_{option}"
        counts[name] = write_adapter(name, method, case)
    save_json(counts, FOLDER / "params.json")


if __name__ == "__main__":
    main()
