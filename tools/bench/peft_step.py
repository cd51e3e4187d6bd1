"""Times training steps of PEFT: the other side of `dora4j bench step`.

    python tools/bench/peft_step.py --model SmolLM2-135M-Instruct.Q4_1.gguf --method dora --rank 16 --batch 4 --seq 256
    python tools/bench/peft_step.py --shape llama-7b --method dora --rank 32 --batch 16 --seq 256 --dtype bf16 --device cuda

Needs the packages of tools/golden/requirements.txt. AdamW, gradient norm clipped at 1.0, dropout 0 unless said.
"""

import argparse
import contextlib
import json
import os
import statistics
import time
from pathlib import Path

# Some virtual machines list AMX and trap on its first instruction; oneDNN reads this once, before its first product.
os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")

import peft  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from batches import Batch, file_batches, random_batches, real_tokens  # noqa: E402
from memory import peak_bytes, reset_peak  # noqa: E402
from shapes import SHAPES  # noqa: E402

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("--model", type=Path, help="GGUF file or model folder")
    model.add_argument("--shape", choices=SHAPES, help="random weights of this shape")
    parser.add_argument("--method", choices=("lora", "dora", "full"), default="dora")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=float, help="default 2 x rank")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--targets", default="q_proj,k_proj,v_proj,up_proj,down_proj", help="comma separated, or all-linear")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seq", type=int, default=256)
    parser.add_argument("--data", type=Path, help="JSONL rows of input_ids and labels, in file order, instead of random ids")
    parser.add_argument("--dtype", choices=DTYPES, default="fp32", help="of the frozen weights")
    parser.add_argument("--no-autocast", action="store_true", help="bf16 without autocast (the Trainer autocasts)")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--recompute", action="store_true", help="gradient checkpointing")
    parser.add_argument("--steps", type=int, default=5, help="timed steps")
    parser.add_argument("--warmup", type=int, default=2, help="untimed steps before them")
    parser.add_argument("--threads", type=int, help="CPU threads (default: torch's)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a line for people")
    return parser.parse_args()


def load_base(options: argparse.Namespace) -> torch.nn.Module:
    """The model on its device in its dtype, from a file or with random weights."""
    dtype = DTYPES[options.dtype]
    if options.model is None:
        config = transformers.LlamaConfig(**SHAPES[options.shape], max_position_embeddings=max(options.seq, 4096))
        torch.manual_seed(0)
        with torch.device(options.device):
            return transformers.AutoModelForCausalLM.from_config(config, dtype=dtype)
    location = {"pretrained_model_name_or_path": options.model}
    if options.model.is_file():
        location = {"pretrained_model_name_or_path": options.model.parent, "gguf_file": options.model.name}
    return transformers.AutoModelForCausalLM.from_pretrained(**location, dtype=dtype).to(options.device)


def trainable_model(options: argparse.Namespace) -> torch.nn.Module:
    """The base under its adapter, in training mode."""
    model = load_base(options)
    model.config.use_cache = False
    if options.recompute:
        model.gradient_checkpointing_enable({"use_reentrant": False})
        model.enable_input_require_grads()
    if options.method != "full":
        targets = options.targets if options.targets == "all-linear" else options.targets.split(",")
        config = peft.LoraConfig(
            r=options.rank,
            lora_alpha=options.alpha or 2 * options.rank,
            lora_dropout=options.dropout,
            target_modules=targets,
            use_dora=options.method == "dora",
            task_type="CAUSAL_LM",
        )
        model = peft.get_peft_model(model, config)
    return model.train()


def step(model: torch.nn.Module, optimiser: torch.optim.Optimizer, batch: Batch, options: argparse.Namespace) -> None:
    """Forward, backward, clip, update; returns when the device has finished."""
    autocast = options.dtype == "bf16" and not options.no_autocast
    with torch.autocast(options.device, torch.bfloat16) if autocast else contextlib.nullcontext():
        loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    if options.device == "cuda":
        torch.cuda.synchronize()


def make_batches(options: argparse.Namespace, vocabulary: int) -> list[Batch]:
    count = options.warmup + options.steps
    if options.data:
        return file_batches(options.data, count, options.batch, options.device)
    return random_batches(count, options.batch, options.seq, vocabulary, options.device)


def measure(options: argparse.Namespace) -> dict:
    """Runs the steps; tokens per second from the median step, or over all of them where their lengths differ."""
    model = trainable_model(options)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0, fused=options.device == "cuda")
    batches = make_batches(options, model.config.vocab_size)
    reset_peak(options.device)
    seconds = []
    for batch in batches:
        began = time.perf_counter()
        step(model, optimiser, batch, options)
        seconds.append(time.perf_counter() - began)
    timed = seconds[options.warmup :]
    tokens = [real_tokens(batch) for batch in batches[options.warmup :]]
    median = statistics.median(timed)
    quartiles = statistics.quantiles(timed, n=4) if len(timed) > 1 else [median] * 3
    return {
        "tokens_per_s": sum(tokens) / sum(timed) if options.data else tokens[0] / median,
        "step_ms": {"median": 1e3 * median, "lower": 1e3 * quartiles[0], "upper": 1e3 * quartiles[2]},
        "peak_bytes": peak_bytes(options.device),
        "trainable": sum(p.numel() for p in trained),
    }


def surroundings(options: argparse.Namespace) -> dict:
    """What a reader needs to compare this number with another one."""
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(options).items()}
    versions = {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__}
    device = torch.cuda.get_device_name() if options.device == "cuda" else f"{torch.get_num_threads()} CPU threads"
    return {"settings": settings, "versions": versions, "hardware": device}


def main() -> None:
    options = arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    transformers.utils.logging.disable_progress_bar()
    result = measure(options)
    if options.json:
        print(json.dumps(result | surroundings(options)))
        return
    print(
        f"PEFT {options.method}: {result['tokens_per_s']:.0f} tok/s, "
        f"median step {result['step_ms']['median']:.0f} ms, peak {result['peak_bytes'] / 2**30:.1f} GiB"
    )


if __name__ == "__main__":
    main()
