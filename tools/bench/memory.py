"""Peak memory of one phase: resident set on a CPU, allocated device memory on a GPU."""

import resource
from pathlib import Path

import torch

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def reset_peak(device: str) -> None:
    """Starts a new peak, so that loading (GGUF dequantisation above all) does not count as training."""
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats(device)
    elif CLEAR.exists():
        CLEAR.write_text("5")


def peak_bytes(device: str) -> int:
    """The peak since the last reset; of the whole process where Linux's counters are missing."""
    if device.startswith("cuda"):
        return torch.cuda.max_memory_allocated(device)
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
