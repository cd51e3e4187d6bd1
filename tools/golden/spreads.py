"""Means and sample standard deviations of a few lists of numbers, by NumPy: what a study says of its seeds."""

import json

import numpy
from common import GOLDEN

LISTS = (
    [0.5, 0.52, 0.54],
    [0.622, 0.6235, 0.6208, 0.6241, 0.6199],
    [0.25, 0.75],
    [1e9 + 1, 1e9 + 2, 1e9 + 4],
)


def main() -> None:
    cases = [
        {"values": values, "mean": float(numpy.mean(values)), "deviation": float(numpy.std(values, ddof=1))}
        for values in LISTS
    ]
    (GOLDEN / "spreads.json").write_text(json.dumps(cases, indent=1) + "\n")
