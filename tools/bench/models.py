"""What both Python sides share: options of model and device, the model itself, what to say of the machine."""

import argparse
import os
from pathlib import Path

# Some virtual machines list AMX and trap on its first instruction; oneDNN reads this once, before its first product.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")

import torch  # noqa: E402
import transformers  # noqa: E402
from shapes import SHAPES  # noqa: E402

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """The options that `dora4j bench` has too, with its names and defaults."""
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("-m", "--model", type=Path, help="GGUF file or model folder")
    model.add_argument("--shape", help=f"random weights: {', '.join(SHAPES)}, or a folder with a config.json")
    parser.add_argument("--dtype", choices=DTYPES, help="of the frozen weights (default: bf16 on a GPU, fp32 on a CPU)")
    parser.add_argument("--device", default="auto", help="cpu, cuda, cuda:N, or auto")
    parser.add_argument("--threads", type=int, help="CPU threads (default: torch's)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line for people")


def settle(options: argparse.Namespace) -> None:
    """Fills in what the machine decides and makes torch quiet."""
    if options.device == "auto":
        options.device = "cuda" if torch.cuda.is_available() else "cpu"
    options.dtype = options.dtype or ("bf16" if on_gpu(options) else "fp32")
    if options.threads:
        torch.set_num_threads(options.threads)
    transformers.utils.logging.disable_progress_bar()


def on_gpu(options: argparse.Namespace) -> bool:
    return options.device.startswith("cuda")


def wait(options: argparse.Namespace) -> None:
    """Returns when the device has finished."""
    if on_gpu(options):
        torch.cuda.synchronize()


def shape_config(shape: str, length: int) -> transformers.PretrainedConfig:
    """The configuration of a named shape for texts of `length` tokens, or that of a folder."""
    if shape in SHAPES:
        return transformers.LlamaConfig(**SHAPES[shape], max_position_embeddings=max(length, 4096))
    if (Path(shape) / "config.json").is_file():
        return transformers.AutoConfig.from_pretrained(shape)
    raise SystemExit(f"there is no shape '{shape}' and no {shape}/config.json; the shapes are {', '.join(SHAPES)}")


def load_base(options: argparse.Namespace, length: int) -> torch.nn.Module:
    """The model on its device in its dtype, from a file or with random weights."""
    dtype = DTYPES[options.dtype]
    if options.model is None:
        torch.manual_seed(0)
        with torch.device(options.device):
            return transformers.AutoModelForCausalLM.from_config(shape_config(options.shape, length), dtype=dtype)
    location = {"pretrained_model_name_or_path": options.model}
    if options.model.is_file():
        location = {"pretrained_model_name_or_path": options.model.parent, "gguf_file": options.model.name}
    return transformers.AutoModelForCausalLM.from_pretrained(**location, dtype=dtype).to(options.device)


def surroundings(options: argparse.Namespace, **versions: str) -> dict:
    """What a reader needs to compare this number with another one."""
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(options).items()}
    versions = {"torch": torch.__version__, "transformers": transformers.__version__} | versions
    device = torch.cuda.get_device_name(options.device) if on_gpu(options) else f"{torch.get_num_threads()} CPU threads"
    return {"settings": settings, "versions": versions, "hardware": device}
