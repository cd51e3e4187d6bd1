"""What every generator shares: seeds, the tiny model's dimensions, weights, and files that come out byte-identical."""

import json
import os
from pathlib import Path

# Some virtual machines list AMX and trap on its first instruction; oneDNN reads this once, before its first product.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch  # noqa: E402
from safetensors.torch import save_file  # noqa: E402
from transformers import LlamaConfig, LlamaForCausalLM  # noqa: E402
from transformers.utils import logging  # noqa: E402

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
logging.disable_progress_bar()

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "testdata" / "golden"

WEIGHT_STD = 0.2
NORM_STD = 0.1


def generator(seed: int) -> torch.Generator:
    """A CPU generator that depends on nothing but its seed."""
    return torch.Generator("cpu").manual_seed(seed)


def tiny_config(**changes) -> LlamaConfig:
    """Llama with 2 layers, 4 heads of 8, intermediate 40 and 96 tokens; `changes` override single fields."""
    fields = dict(
        vocab_size=96,
        hidden_size=32,
        intermediate_size=40,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=128,
        rms_norm_eps=1e-5,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    return LlamaConfig(**{**fields, **changes})


def tiny_model(config: LlamaConfig, seed: int) -> LlamaForCausalLM:
    """An fp32 model in evaluation mode whose every tensor is random, norms and biases included."""
    model = LlamaForCausalLM(config).float().eval()
    source = generator(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            noise = torch.randn(parameter.shape, generator=source)
            norm = name.endswith("norm.weight")
            parameter.copy_(1 + NORM_STD * noise if norm else WEIGHT_STD * noise)
    return model


def token_ids(shape: tuple[int, ...], vocabulary: int, seed: int) -> torch.Tensor:
    """Random token ids of 3 and above, so that none is a special token."""
    return torch.randint(3, vocabulary, shape, generator=generator(seed))


def save_tensors(tensors: dict[str, torch.Tensor], path: Path) -> None:
    """One safetensors file; each tensor gets its own dense storage."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().clone().contiguous() for name, value in tensors.items()}, path)


def save_json(value: object, path: Path) -> None:
    """Indented JSON with a final newline."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def save_model(model: LlamaForCausalLM, folder: Path, **options) -> None:
    """transformers' own `save_pretrained`, without the generation defaults, which no fixture reads."""
    model.save_pretrained(folder, **options)
    (folder / "generation_config.json").unlink(missing_ok=True)
