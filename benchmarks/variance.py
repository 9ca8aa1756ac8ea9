"""Variance reduction on the reference scenario: what is left of the variance, as ratios.

    python benchmarks/variance.py [REPLICATIONS]

Common random numbers: variance of a paired difference over that of independent runs. Control variate: squared ratio of
the lengths of intervals with and without. Conditioning on a trigger: the same, with the licences made rare, at equal
numbers of replications. 500 by default.
"""

from __future__ import annotations

import sys
from pathlib import Path

import disruptsim as ds
from disruptsim.measures.subjects import TOTAL
from disruptsim.montecarlo.control import add_control

SCENARIO = Path(__file__).parent.parent / "scenarios" / "rare-earth-magnets.toml"
MEASURES = ("unserved", "resilience_loss", "stop_days")


def squared_length(result: ds.Result, policy: str, measure: str) -> float:
    """Square of the length of the interval of a mean."""
    found = next(
        one for one in result.estimates()
        if (one.policy, one.measure, one.statistic) == (policy, measure, "mean")
        and one.subject in (TOTAL, "all factories")
    )  # fmt: skip
    return (found.high - found.low) ** 2


def main() -> None:
    count = int(sys.argv[1]) if sys.argv[1:] else 500
    result = ds.run(ds.load(SCENARIO), count, 1)
    for one in ds.compare(result, measures=MEASURES):
        for row in one.differences[1:]:
            print(f"common random numbers, {one.measure}, {row.policy} less none: {row.variance_ratio:.3f} of unpaired")
    plain = {(p, m): squared_length(result, p, m) for p, _ in result.cases for m in MEASURES}
    add_control(result)
    for (policy, measure), before in plain.items():
        print(f"control outage_time, {measure}, {policy}: {squared_length(result, policy, measure) / before:.3f}")
    for odds in (0.2, 0.05, 0.01):
        scenario = ds.load(SCENARIO, {"disruptions.licences.probability": str(odds)})
        usual, rare = (ds.run(scenario, count, 1, policies=["none"], rare=rare) for rare in (False, True))
        for measure in MEASURES:
            before = squared_length(usual, "none", measure)
            left = squared_length(rare, "none", measure) / before if before > 0 else float("nan")
            print(f"conditioning on a trigger of probability {odds}, {measure}: {left:.4f}")


if __name__ == "__main__":
    main()
