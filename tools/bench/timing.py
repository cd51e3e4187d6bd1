"""Medians and quartiles, as `dora4j bench` counts them."""

import statistics


def spread(values: list[float]) -> dict[str, float]:
    """Median and quartiles, interpolated between neighbours."""
    if len(values) == 1:
        return {"median": values[0], "lower": values[0], "upper": values[0]}
    lower, median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": median, "lower": lower, "upper": upper}
