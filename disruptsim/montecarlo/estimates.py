"""From the per-replication table to estimates with intervals."""

from __future__ import annotations

from dataclasses import dataclass

from disruptsim.measures.registry import INDEX, MEASURES, Measure
from disruptsim.montecarlo.result import Result
from disruptsim.statistics import intervals
from disruptsim.statistics.intervals import Interval
from disruptsim.statistics.survival import median, restricted_mean


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate.

    Attributes
    ----------
    policy, future, subject, measure, statistic : str
    value, low, high : float
        NaN where undefined.
    unit : str
    n : int
        Replications that it rests on.
    method : str
    """

    policy: str
    future: str
    subject: str
    measure: str
    statistic: str
    value: float
    low: float
    high: float
    unit: str
    n: int
    method: str


def estimate_all(result: Result) -> list[Estimate]:
    """Every estimate of a result: case by case, subject by subject, in the registry's order."""
    found: list[Estimate] = []
    for case in range(len(result.cases)):
        for row in range(len(result.subjects)):
            for measure in result.measures:
                found += estimate_one(result, measure.name, row, case)
            result.release()
    return found


def estimate_one(result: Result, measure: str, row: int, case: int, *statistics: str) -> list[Estimate]:
    """Estimates of one measure of one subject in one case; those named, or all."""
    (policy, future), subject, one = result.cases[case], result.subjects[row], MEASURES[INDEX[measure]]
    unit = subject.unit if one.unit == "t" and subject.kind in ("group", "market") else one.unit
    found = []
    for statistic, interval in summarise(result, one, row, case):
        if not statistics or statistic in statistics:
            shown = "1" if statistic.startswith("share") else unit
            numbers = (interval.value, interval.low, interval.high, shown, interval.n, interval.method)
            found.append(Estimate(policy, future, subject.name, measure, statistic, *numbers))
    return found


def summarise(result: Result, measure: Measure, subject: int, case: int) -> list[tuple[str, Interval]]:
    """Summaries of one measure, as (statistic, interval); none where no replication has it."""
    values, there, observed = result.seen(measure.name, subject, case)
    averages, (policy, future) = result.averages, result.cases[case]
    x, ended = values[there], observed[there]
    if not len(x):
        return []
    tail = float(result.scenario.resilience.tail)
    percent = f"{100 * tail:g}"
    found: list[tuple[str, Interval]] = []
    for summary in measure.summaries:
        if summary == "mean":
            found.append(("mean", averages.mean(values, there, future)))
        elif summary == "share":
            found.append(("share", averages.share(values > 0, there, undisturbed=policy == "none")))
        elif summary == "tail":
            found.append((f"var{percent}", averages.quantile(values, there, tail)))
            found.append((f"cvar{percent}", averages.cvar(values, there, tail)))
        elif summary == "survival":
            limit = float(x[~ended].max()) if (~ended).any() else float(x.max())
            found.append(("restricted_mean", restricted_mean(x, ended, limit)))
            found.append(("median", median(x, ended)))
            found.append(("share_seen", intervals.proportion(int(ended.sum()), len(x))))
        if summary == "median" or (summary == "survival" and "median" not in measure.summaries):
            seen = x[ended]
            if len(seen):
                found.append(("median_of_seen", averages.quantile(values, there & observed, 0.5)))
    return found
