"""How a measure spreads over replications: its mean and percentiles, each with an interval of its own."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.montecarlo.result import Result
from disruptsim.statistics.intervals import Interval

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Spread:
    """One policy in one future.

    Attributes
    ----------
    future, policy, measure, subject, unit : str
    least, most : float
        Of all replications.
    mean : Interval
        By t, as the replications were drawn.
    percentiles : tuple of (level, Interval)
        At `LEVELS`, by order statistics.
    """

    future: str
    policy: str
    measure: str
    subject: str
    unit: str
    least: float
    most: float
    mean: Interval
    percentiles: tuple[tuple[float, Interval], ...]


def spreads(result: Result, measure: str, subject: str, unit: str, confidence: float = 0.95) -> list[Spread]:
    """Spread of a measure in each case in which any replication has it.

    Times that were cut off count with the time at which they were.
    """
    row, found = result.subject(subject), []
    for case, (policy, future) in enumerate(result.cases):
        values, there, _ = result.seen(measure, row, case)
        x, averages = values[there], result.averages
        if not len(x):
            continue
        percentiles = tuple((level, averages.quantile(values, there, level, confidence)) for level in LEVELS)
        mean = averages.mean(values, there, future, confidence)
        found.append(Spread(future, policy, measure, subject, unit, float(x.min()), float(x.max()), mean, percentiles))
    return found
