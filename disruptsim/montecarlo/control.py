"""The control variate of means: how long disruptions last, against what is expected."""

from __future__ import annotations

from disruptsim.montecarlo.result import Result
from disruptsim.world.opening import futures_of
from disruptsim.world.triggers import outage_time


def add_control(result: Result) -> None:
    """Have the means of a result use its control variate: drawn again from its seed, for each future by itself."""
    futures = futures_of(result.scenario)
    for future in dict.fromkeys(future for _, future in result.cases):
        result.controls[future] = outage_time(result.scenario, futures[future], result.seed, result.replications)
