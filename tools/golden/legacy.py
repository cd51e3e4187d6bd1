"""One DoRA adapter in the layouts of other programs, and files of torch.save in every form (testdata/golden/legacy)."""

import json
import pickle
import shutil
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file

from common import GOLDEN, generator, save_json, save_tensors

FOLDER = GOLDEN / "legacy"
SOURCE = GOLDEN / "adapters" / "dora_default"
PREFIX = "base_model.model."
STREAM = {"_use_new_zipfile_serialization": False}


def nvlabs_config(**changes) -> dict:
    """The options of the paper's commonsense code for the fixture's adapter."""
    peft = json.loads((SOURCE / "adapter_config.json").read_text(encoding="utf-8"))
    fields = {
        "Wdecompose_target_modules": None,
        "base_model_name_or_path": "base",
        "bias": "none",
        "dora_simple": True,
        "enable_lora": None,
        "fan_in_fan_out": False,
        "inference_mode": True,
        "lora_alpha": peft["lora_alpha"],
        "lora_dropout": 0.05,
        "merge_weights": False,
        "modules_to_save": None,
        "peft_type": "DORA",
        "r": peft["r"],
        "target_modules": peft["target_modules"],
        "task_type": "CAUSAL_LM",
    }
    return fields | changes


def columns(tensors: dict[str, torch.Tensor], magnitude: str) -> dict[str, torch.Tensor]:
    """The adapter with magnitudes [out, 1] under another program's name."""
    return {
        key.replace("lora_magnitude_vector", magnitude): value.unsqueeze(1) if "magnitude" in key else value
        for key, value in tensors.items()
    }


def save_bin(tensors: dict[str, torch.Tensor], name: str, config: dict, **options) -> None:
    folder = FOLDER / name
    folder.mkdir(parents=True)
    torch.save(tensors, folder / "adapter_model.bin", **options)
    save_json(config, folder / "adapter_config.json")


def fsdp_qlora(tensors: dict[str, torch.Tensor], scaling: float) -> dict[str, torch.Tensor]:
    """That program does not scale BA, so B carries the scaling here."""
    renamed = {}
    for key, value in tensors.items():
        module, kind = key.removeprefix(PREFIX).rsplit(".lora_", 1)
        if kind == "magnitude_vector":
            renamed[f"{module}.magnitude_layer.magnitude"] = value
        else:
            renamed[f"{module}.dora_layer.lora_{kind}"] = value * scaling if kind == "B.weight" else value
    return renamed


def magnitude_only() -> None:
    """NVlabs' magnitude-only modules beside LoRA factors and magnitudes elsewhere."""
    tensors = load_file(SOURCE / "adapter_model.safetensors")
    kept = {k: v for k, v in tensors.items() if ".up_proj." not in k or "magnitude" in k}
    config = nvlabs_config(
        target_modules=["q_proj", "k_proj", "v_proj", "down_proj"], Wdecompose_target_modules=["up_proj"]
    )
    save_bin(columns(kept, "weight_m_wdecomp.weight"), "nvlabs_magnitude", config)


def layouts() -> None:
    tensors = load_file(SOURCE / "adapter_model.safetensors")
    save_bin(columns(tensors, "weight_m_wdecomp.weight"), "nvlabs_commonsense", nvlabs_config())
    llava = columns(tensors, "weight_m_wdecomp.weight")
    named = {key.removesuffix("weight") + "default.weight": value for key, value in llava.items()}
    save_bin(named, "nvlabs_llava", nvlabs_config())
    save_bin(columns(tensors, "w_decomp.weight"), "cornell", nvlabs_config(), **STREAM)
    save_tensors(fsdp_qlora(tensors, scaling=2.0), FOLDER / "fsdp_qlora" / "model_state_dict.safetensors")
    magnitude_only()


def every_kind() -> OrderedDict:
    """Tensors of every type and of every way to lie in memory."""
    values = torch.randn(4, 6, generator=generator(23))
    module = torch.nn.Linear(3, 2, bias=True)
    with torch.no_grad():
        module.weight.copy_(values[:2, :3])
        module.bias.copy_(values[3, :2])
    state = module.state_dict()  # an OrderedDict with attributes of its own
    for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
        state[str(dtype)] = values.to(dtype)
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool):
        state[str(dtype)] = (values.abs() * 10).to(dtype)
    state["transposed"] = values.t()
    state["shared"] = values[1:3, 2:5]
    state["strided"] = values[::2, 1::3]
    state["expanded"] = values[:, :1].expand(4, 3)
    state["scalar"] = values[2, 3]
    state["empty"] = values[:0]
    state["parameter"] = torch.nn.Parameter(values[0])
    return state


def torch_files() -> None:
    state = every_kind()
    folder = FOLDER / "torch_files"
    folder.mkdir(parents=True)
    torch.save(state, folder / "zip.bin")
    torch.save(state, folder / "zip_protocol4.bin", pickle_protocol=4)
    torch.save(state, folder / "stream.bin", **STREAM)
    save_tensors(state, folder / "expected.safetensors")


class Attack:
    """Runs a command in whoever unpickles it trustingly."""

    def __reduce__(self):
        return (print, ("this must never be printed",))


def attacks() -> None:
    folder = FOLDER / "attacks"
    folder.mkdir(parents=True)
    torch.save({"lora_A.weight": Attack()}, folder / "zip.bin")
    torch.save({"lora_A.weight": Attack()}, folder / "stream.bin", **STREAM)
    (folder / "bare.bin").write_bytes(pickle.dumps(Attack(), protocol=2))


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    layouts()
    torch_files()
    attacks()


if __name__ == "__main__":
    main()
