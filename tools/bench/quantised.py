"""The Python side's base in 4 or 8 bits: bitsandbytes' layers in the blocks, as `load_in_4bit` and `load_in_8bit` put them there."""

import bitsandbytes as bnb
import torch


def four_bits(linear: torch.nn.Linear, double: bool) -> torch.nn.Module:
    """NF4; packed when it is moved to its device."""
    options = {"compress_statistics": double, "quant_type": "nf4"}
    layer = bnb.nn.Linear4bit(linear.in_features, linear.out_features, bias=False, compute_dtype=linear.weight.dtype, **options)
    layer.weight = bnb.nn.Params4bit(linear.weight.data, requires_grad=False, **options)
    return layer.to(linear.weight.device)


def eight_bits(linear: torch.nn.Linear) -> torch.nn.Module:
    """LLM.int8() with the threshold that transformers has."""
    layer = bnb.nn.Linear8bitLt(linear.in_features, linear.out_features, bias=False, has_fp16_weights=False, threshold=6.0)
    layer.weight = bnb.nn.Int8Params(linear.weight.data.cpu(), requires_grad=False, has_fp16_weights=False)
    return layer.to(linear.weight.device)


def quantise(model: torch.nn.Module, bits: int, double: bool) -> torch.nn.Module:
    """The model with every linear layer of its blocks in few bits; PEFT is told."""
    for block in model.model.layers:
        for part in (block.self_attn, block.mlp):
            for name, module in list(part.named_children()):
                if isinstance(module, torch.nn.Linear):
                    setattr(part, name, four_bits(module, double) if bits == 4 else eight_bits(module))
    model.is_loaded_in_4bit = bits == 4
    model.is_loaded_in_8bit = bits == 8
    return model
