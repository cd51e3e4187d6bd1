#!/usr/bin/env bash
# Makes the embedded model again: text, tokenizer, random model, full training, copy into the module.
# DEVICE=cuda (default) or cpu; WORK: a new folder for the runs.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=${WORK:-$root/runs/embedded}
device=${DEVICE:-cuda}
target=$root/embedded/src/main/resources/org/dora4j/embedded/model

cd "$root"
./dora4j world --output "$work/world" --seed 1 --text 160
./dora4j new-tokenizer --data "$work/world/text.jsonl" --vocabulary 2048 --output "$work/tokenizer"
./dora4j new-model --config tools/embedded/config.json --tokenizer "$work/tokenizer" --seed 1 --output "$work/random"
./dora4j train --model "$work/random" --data "$work/world/text.jsonl" --method full --output "$work/run" \
  --steps 7000 --batch-size 64 --accumulation 1 --cutoff 512 --lr 4e-3 --schedule cosine --warmup-steps 100 \
  --weight-decay 0.1 --betas 0.9,0.95 --device "$device" --dtype bf16 --log-every 200 --seed 42
mkdir -p "$target"
cp "$work"/run/model/*.json "$work/run/model/model.safetensors" "$target"
