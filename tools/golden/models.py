"""Tiny random Llama models, one per configuration switch, with transformers' logits (testdata/golden/models)."""

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from types import MethodType

import torch
from transformers import LlamaForCausalLM

from common import GOLDEN, save_json, save_model, save_tensors, tiny_config, tiny_model, token_ids

LLAMA3_ROPE = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}
LLAMA3 = LLAMA3_ROPE | {"rope_theta": 500000.0}
LLAMA3_SHORT = LLAMA3_ROPE | {"rope_theta": 100.0, "original_max_position_embeddings": 64}
LINEAR = {"rope_type": "linear", "factor": 4.0, "rope_theta": 10000.0}


@dataclass(frozen=True)
class Switch:
    """One folder: what differs from `tiny_config`, how the weights are stored, and how config.json is rewritten."""

    config: dict = field(default_factory=dict)
    dtype: torch.dtype = torch.float32
    shard: str | None = None
    keep: tuple[str, ...] = ()
    legacy: dict = field(default_factory=dict)


GQA = {"num_key_value_heads": 2}
LLAMA1_FIELDS = (
    "architectures bos_token_id eos_token_id hidden_act hidden_size intermediate_size model_type "
    "num_attention_heads num_hidden_layers rms_norm_eps vocab_size"
)
SWITCHES = {
    "mha": Switch(),
    "llama1_minimal": Switch(keep=tuple(LLAMA1_FIELDS.split()), legacy={"torch_dtype": "float32"}),
    "gqa": Switch(GQA),
    "mqa": Switch({"num_key_value_heads": 1}),
    "tied": Switch(GQA | {"tie_word_embeddings": True}),
    "attention_bias": Switch(GQA | {"attention_bias": True}),
    "mlp_bias": Switch({"mlp_bias": True}),
    "head_dim": Switch(GQA | {"head_dim": 12}),
    "rope_linear": Switch({"rope_parameters": LINEAR}),
    "rope_linear_v4": Switch(
        {"rope_parameters": LINEAR},
        legacy={"rope_theta": 10000.0, "rope_scaling": {"type": "linear", "factor": 4.0}},
    ),
    "rope_llama3": Switch(GQA | {"rope_parameters": LLAMA3, "max_position_embeddings": 131072}),
    "rope_llama3_v4": Switch(
        GQA | {"rope_parameters": LLAMA3, "max_position_embeddings": 131072},
        legacy={"rope_theta": 500000.0, "rope_scaling": LLAMA3_ROPE},
    ),
    "rope_llama3_short": Switch(GQA | {"rope_parameters": LLAMA3_SHORT, "head_dim": 16}),
    "rope_theta": Switch({"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}}),
    "rope_theta_v4": Switch(
        {"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}},
        legacy={"rope_theta": 500000.0, "rope_scaling": None},
    ),
    "bf16": Switch(GQA, dtype=torch.bfloat16),
    "fp16": Switch(GQA, dtype=torch.float16),
    "sharded": Switch(shard="40KB"),
    "odd_vocab": Switch({"vocab_size": 97}),
    "eps": Switch({"rms_norm_eps": 1e-6}),
}


def rewrite_config(path: Path, switch: Switch) -> None:
    """Turns the config.json of transformers 5 into the form that `switch` asks for."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    if switch.keep:
        fields = {name: value for name, value in fields.items() if name in switch.keep}
    if switch.legacy:
        fields.pop("rope_parameters", None)
        fields["torch_dtype"] = fields.pop("dtype", "float32")
        fields["transformers_version"] = "4.43.0"
        fields |= switch.legacy
    save_json(dict(sorted(fields.items())), path)


def left_padded_batch(vocabulary: int) -> dict[str, torch.Tensor]:
    """Two rows of 12 tokens, the second left padded by 5, with the position ids that `generate` makes."""
    ids = token_ids((2, 12), vocabulary, seed=1)
    mask = torch.ones_like(ids)
    ids[1, :5] = 0
    mask[1, :5] = 0
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    return {"input_ids": ids, "attention_mask": mask, "position_ids": positions}


@torch.no_grad()
def expected_outputs(model: LlamaForCausalLM) -> dict[str, torch.Tensor]:
    """The batch, its logits with and without padding, the state before each block and after the last norm."""
    batch = left_padded_batch(model.config.vocab_size)
    masked = model(**batch, output_hidden_states=True)
    plain = model(input_ids=batch["input_ids"][:1]).logits
    without_positions = model(batch["input_ids"], batch["attention_mask"]).logits
    real = batch["attention_mask"].bool()
    # RoPE is relative: the rows a user gets without passing position ids are the same.
    assert torch.allclose(without_positions[real], masked.logits[real], atol=5e-5)
    states = {f"hidden_states.{i}": state for i, state in enumerate(masked.hidden_states)}
    rope = {"inv_freq": model.model.rotary_emb.inv_freq}
    return batch | {"logits": masked.logits, "logits_nopad": plain} | states | rope


def write_switch(name: str, switch: Switch) -> None:
    """Saves one model, reads it back as a user would, in fp32, and records what it computes."""
    folder = GOLDEN / "models" / name
    shutil.rmtree(folder, ignore_errors=True)
    model = tiny_model(tiny_config(**switch.config), seed=7)
    options = {"max_shard_size": switch.shard} if switch.shard else {}
    save_model(model.to(switch.dtype), folder, **options)
    rewrite_config(folder / "config.json", switch)
    loaded = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    outputs = expected_outputs(loaded)
    spread = outputs["logits"].std().item()
    assert 0.3 < spread < 5, f"{name}: logits have standard deviation {spread}"
    save_tensors(outputs, folder / "logits.safetensors")
    if name == "mha":
        write_gradients(folder)


def labelled_batch(vocabulary: int) -> dict[str, torch.Tensor]:
    """Two rows of 12, the second right padded by 3; the first 4 labels of each row and all padding are -100."""
    ids = token_ids((2, 12), vocabulary, seed=2)
    mask = torch.ones_like(ids)
    ids[1, 9:] = 0
    mask[1, 9:] = 0
    labels = ids.masked_fill(mask == 0, -100)
    labels[:, :4] = -100
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


def norm_in_double(self, hidden: torch.Tensor) -> torch.Tensor:
    """RMSNorm without transformers' rounding to fp32."""
    variance = hidden.pow(2).mean(-1, keepdim=True)
    return self.weight * (hidden * torch.rsqrt(variance + self.variance_epsilon))


def in_double(model: LlamaForCausalLM) -> LlamaForCausalLM:
    """The model in fp64 where transformers would round to fp32 in its norms; RoPE's tables stay rounded to fp32."""
    model = model.double()
    for module in model.modules():
        if type(module).__name__ == "LlamaRMSNorm":
            module.forward = MethodType(norm_in_double, module)
    return model


def gradients(model: LlamaForCausalLM, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The causal-LM loss of one batch and its gradient in every parameter."""
    model.zero_grad()
    loss = model(**batch).loss
    loss.backward()
    return {"loss": loss} | {f"grad.{name}": p.grad for name, p in model.named_parameters()}


def write_gradients(folder: Path) -> None:
    """`grads.safetensors` (fp32) and `grads64.safetensors` (fp64) of the same batch."""
    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    batch = labelled_batch(model.config.vocab_size)
    save_tensors(batch | gradients(model, batch), folder / "grads.safetensors")
    save_tensors(batch | gradients(in_double(model), batch), folder / "grads64.safetensors")


def main() -> None:
    for name, switch in SWITCHES.items():
        write_switch(name, switch)
        print(f"models/{name}")


if __name__ == "__main__":
    main()
