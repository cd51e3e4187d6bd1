"""Peak memory of one phase: resident set on a CPU, allocated device memory on a GPU."""

import resource
from pathlib import Path

import torch

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def reset_peak(device: str) -> None:
    """Starts a new peak, so that loading (GGUF dequantisation above all) does not count as training."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    elif CLEAR.exists():
        CLEAR.write_text("5")


def peak_bytes(device: str) -> int:
    """The peak since the last reset; of the whole process where Linux's counters are missing."""
    if device == "cuda":
        return torch.cuda.max_memory_allocated()
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
