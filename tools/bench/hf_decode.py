"""Times `generate` of transformers: the other side of `dora4j bench decode`.

    python tools/bench/hf_decode.py --shape llama-7b --batch 64 --prompt 128 --new 32 --beams 4 --device cuda

Needs the packages of tools/golden/requirements.txt. Random prompts; every text gets all its new tokens.
"""

import argparse
import json
import time

import models  # sets what has to be set before torch is imported
import torch
from memory import peak_bytes, reset_peak
from timing import spread


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    models.add_model_options(parser)
    parser.add_argument("--batch", type=int, default=16, help="prompts at once")
    parser.add_argument("--prompt", type=int, default=128, help="tokens of each")
    parser.add_argument("--new", type=int, default=32, help="new tokens for each")
    parser.add_argument("--beams", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds")
    parser.add_argument("--warmup", type=int, default=1, help="untimed rounds before them")
    return parser.parse_args()


def decode(model: torch.nn.Module, prompts: torch.Tensor, options: argparse.Namespace) -> None:
    """One round; no end token, so that no text stops early."""
    with torch.inference_mode():
        texts = model.generate(
            input_ids=prompts,
            attention_mask=torch.ones_like(prompts),
            max_new_tokens=options.new,
            min_new_tokens=options.new,
            do_sample=False,
            num_beams=options.beams,
            eos_token_id=None,
            pad_token_id=0,
        )
    models.wait(options)
    assert texts.shape == (options.batch, options.prompt + options.new)


def measure(options: argparse.Namespace) -> dict:
    """Examples per second of the median round."""
    model = models.load_base(options, options.prompt + options.new).eval()
    model.generation_config.eos_token_id = None
    source = torch.Generator().manual_seed(1)
    shape = (options.batch, options.prompt)
    prompts = torch.randint(3, model.config.vocab_size, shape, generator=source).to(options.device)
    reset_peak(options.device)
    seconds = []
    for _ in range(options.warmup + options.rounds):
        began = time.perf_counter()
        decode(model, prompts, options)
        seconds.append(time.perf_counter() - began)
    rounds = spread(seconds[options.warmup :])
    return {
        "program": "transformers",
        "bench": "decode",
        "examples_per_s": options.batch / rounds["median"],
        "round_s": rounds,
        "peak_bytes": peak_bytes(options.device),
    }


def main() -> None:
    options = arguments()
    models.settle(options)
    result = measure(options)
    if options.json:
        print(json.dumps(result | models.surroundings(options)))
        return
    print(
        f"transformers, {options.beams} beams: {result['examples_per_s']:.2f} examples/s, "
        f"median round {result['round_s']['median']:.3f} s, peak {result['peak_bytes'] / 2**30:.1f} GiB"
    )


if __name__ == "__main__":
    main()
