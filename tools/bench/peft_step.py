"""Times training steps of PEFT: the other side of `dora4j bench step`.

    python tools/bench/peft_step.py --model SmolLM2-135M-Instruct.Q4_1.gguf --method dora --rank 16 --batch 4 --seq 256
    python tools/bench/peft_step.py --shape llama-7b --method dora --rank 32 --batch 16 --seq 256 --device cuda

Needs the packages of tools/golden/requirements.txt. AdamW, gradient norm clipped at 1.0, dropout 0 unless said.
"""

import argparse
import contextlib
import json
import time
from pathlib import Path

import models  # sets what has to be set before torch is imported
import peft
import torch
from batches import Batch, file_batches, random_batches, real_tokens
from memory import peak_bytes, reset_peak
from timing import spread


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    models.add_model_options(parser)
    parser.add_argument("--method", choices=("lora", "dora", "full"), default="dora")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=float, help="default 2 x rank")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--targets", default="q_proj,k_proj,v_proj,up_proj,down_proj", help="comma separated, or all-linear")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seq", type=int, default=256)
    parser.add_argument("--data", type=Path, help="JSONL rows of input_ids and labels, in file order, instead of random ids")
    parser.add_argument("--base-bits", type=int, choices=(4, 8, 16), default=16, help="of the frozen base, by bitsandbytes")
    parser.add_argument("--no-double-quantisation", action="store_true", help="leave the scales of 4 bits in fp32")
    parser.add_argument("--no-autocast", action="store_true", help="bf16 without autocast (the Trainer autocasts)")
    parser.add_argument("--recompute", action="store_true", help="gradient checkpointing")
    parser.add_argument("--steps", type=int, default=5, help="timed steps")
    parser.add_argument("--warmup", type=int, default=2, help="untimed steps before them")
    return parser.parse_args()


def trainable_model(options: argparse.Namespace) -> torch.nn.Module:
    """The base under its adapter, in training mode."""
    model = models.load_base(options, options.seq)
    model.config.use_cache = False
    if options.base_bits < 16:
        from quantised import quantise

        model = quantise(model, options.base_bits, not options.no_double_quantisation)
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
    kind = torch.device(options.device).type
    with torch.autocast(kind, torch.bfloat16) if autocast else contextlib.nullcontext():
        loss = model(**batch).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for group in optimiser.param_groups for p in group["params"]], 1.0)
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    models.wait(options)


def make_batches(options: argparse.Namespace, vocabulary: int) -> list[Batch]:
    count = options.warmup + options.steps
    if options.data:
        return file_batches(options.data, count, options.batch, options.device)
    return random_batches(count, options.batch, options.seq, vocabulary, options.device)


def measure(options: argparse.Namespace) -> dict:
    """Runs the steps; tokens per second from the median step, or over all of them where their lengths differ."""
    model = trainable_model(options)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0, fused=models.on_gpu(options))
    batches = make_batches(options, model.config.vocab_size)
    reset_peak(options.device)
    seconds = []
    for batch in batches:
        began = time.perf_counter()
        step(model, optimiser, batch, options)
        seconds.append(time.perf_counter() - began)
    timed = seconds[options.warmup :]
    tokens = [real_tokens(batch) for batch in batches[options.warmup :]]
    millis = spread([1e3 * s for s in timed])
    return {
        "program": "PEFT",
        "bench": "step",
        "tokens_per_s": sum(tokens) / sum(timed) if options.data else 1e3 * tokens[0] / millis["median"],
        "step_ms": millis,
        "peak_bytes": peak_bytes(options.device),
        "trainable": sum(p.numel() for p in trained),
    }


def main() -> None:
    options = arguments()
    models.settle(options)
    result = measure(options)
    if options.json:
        print(json.dumps(result | models.surroundings(options, peft=peft.__version__)))
        return
    print(
        f"PEFT {options.method}: {result['tokens_per_s']:.0f} tok/s, "
        f"median step {result['step_ms']['median']:.0f} ms, peak {result['peak_bytes'] / 2**30:.1f} GiB"
    )


if __name__ == "__main__":
    main()
