"""Weights as bitsandbytes packs them, and fifty steps of PEFT's QDoRA on such a base (testdata/golden/quantised, training/qdora)."""

import copy
import shutil

import bitsandbytes as bnb
import bitsandbytes.functional as F
import torch
from peft import get_peft_model

import training
from adapter_cases import COMMON
from adapters import adapter_config, forget_paths, load_base
from common import GOLDEN, generator, save_tensors

FOLDER = GOLDEN / "quantised"
RUN = training.Run("dora", 7e-3)


def weight(rows: int, columns: int) -> torch.Tensor:
    """Normal numbers of very different rows; one row of zeros."""
    source = generator(53)
    w = torch.randn(rows, columns, generator=source) * (0.02 * torch.arange(rows)[:, None])
    return w


def nf4(w: torch.Tensor) -> dict[str, torch.Tensor]:
    """Codes, scales and what they stand for; without and with double quantisation."""
    codes, state = F.quantize_4bit(w, quant_type="nf4", blocksize=64)
    out = {"codes": codes.view(-1), "scales": state.absmax, "values": F.dequantize_4bit(codes, state)}
    codes, state = F.quantize_4bit(w, quant_type="nf4", blocksize=64, compress_statistics=True)
    assert torch.equal(codes.view(-1), out["codes"])
    out |= {"double.codes": state.absmax, "double.outer": state.state2.absmax, "double.mean": state.offset.view(1)}
    return out | {"double.map": state.state2.code, "double.values": F.dequantize_4bit(codes, state)}


def int8(w: torch.Tensor) -> dict[str, torch.Tensor]:
    """LLM.int8()'s codes and scales of the rows, and what they stand for."""
    codes, scales, _ = F.int8_vectorwise_quant(w.half())
    return {"int8.codes": codes, "int8.scales": scales, "int8.values": F.int8_vectorwise_dequant(codes, scales)}


def quantised(linear: torch.nn.Linear) -> bnb.nn.Linear4bit:
    """The same layer on an NF4 weight, computing in fp32. Scales in fp32: on a CPU, bitsandbytes' second quantisation of them is not to the nearest code."""
    layer = bnb.nn.Linear4bit(
        linear.in_features, linear.out_features, bias=False, compute_dtype=torch.float32, compress_statistics=False, quant_type="nf4"
    )
    layer.weight = bnb.nn.Params4bit(linear.weight.data.clone(), requires_grad=False, compress_statistics=False, quant_type="nf4")
    return layer.to("cpu")


def with_linears(model: torch.nn.Module, change) -> torch.nn.Module:
    """The model with every linear layer of its blocks put through `change`."""
    for block in model.model.layers:
        for part in (block.self_attn, block.mlp):
            for name, module in list(part.named_children()):
                if isinstance(module, torch.nn.Linear):
                    setattr(part, name, change(module))
    return model


def dense(linear: torch.nn.Linear) -> torch.nn.Linear:
    """The same layer with the numbers that its NF4 weight stands for."""
    layer = copy.deepcopy(linear)
    packed = quantised(linear).weight
    layer.weight.data = F.dequantize_4bit(packed.data, packed.quant_state)
    return layer


def adapted(base: torch.nn.Module) -> torch.nn.Module:
    torch.manual_seed(43)
    config = adapter_config("dora", {"r": 4, "target_modules": COMMON, "task_type": "CAUSAL_LM"})
    model = get_peft_model(base, config)
    forget_paths(model, training.BASE)
    return model


def write_run() -> None:
    """QDoRA's steps; a dense model of the same numbers must take them too."""
    folder = training.FOLDER / "qdora"
    shutil.rmtree(folder, ignore_errors=True)
    batches = training.make_batches(RUN.steps, seed=47)
    base = with_linears(load_base(training.BASE), quantised)
    base.is_loaded_in_4bit = True
    model = adapted(base)
    assert any(type(module).__module__ == "peft.tuners.lora.bnb" for module in model.modules())
    training.save(model, folder / "start")
    records = training.train(model, RUN, batches)
    training.save(model, folder / "final")
    save_tensors(batches, folder / "batches.safetensors")
    training.save_json({"base": training.BASE} | training.asdict(RUN) | {"records": records}, folder / "losses.json")
    exact = training.train(adapted(with_linears(load_base(training.BASE), dense)).double(), RUN, batches)
    worst = max(abs(a["loss"] - b["loss"]) for a, b in zip(records, exact))
    assert worst < 3e-6, worst
    print(f"training/qdora: loss {records[0]['loss']:.3f} to {records[-1]['loss']:.3f}; dense in fp64 differs by {worst:.1e}")


def main() -> None:
    w = weight(12, 80)
    halves = {f"bf16.{name}": tensor for name, tensor in nf4(w.bfloat16()).items()}
    save_tensors({"weight": w} | nf4(w) | halves | int8(w), FOLDER / "weights.safetensors")
    long = torch.randn(300, 64, generator=generator(59))
    save_tensors({"weight": long} | nf4(long), FOLDER / "long.safetensors")
    write_run()


if __name__ == "__main__":
    main()
