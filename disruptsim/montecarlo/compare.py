"""Policies against one of them, replication by replication under the same luck; and the best, with a guarantee."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from disruptsim.errors import Problem, ScenarioError
from disruptsim.measures.registry import CENSORED, INDEX, Measure
from disruptsim.measures.subjects import FACTORIES
from disruptsim.montecarlo.chosen import choose_measure
from disruptsim.montecarlo.result import Array, Result
from disruptsim.statistics.comparisons import holm
from disruptsim.statistics.intervals import Interval
from disruptsim.statistics.resampling import resampled_means
from disruptsim.statistics.selection import Selection, select_best
from disruptsim.statistics.survival import restrict
from disruptsim.words import meant

COMPARED = {"mean", "survival"}  # summaries of measures that can be compared
_RESAMPLES, _INDIFFERENCE = 2000, 0.05


@dataclass(frozen=True, slots=True)
class Difference:
    """One policy against the baseline.

    Attributes
    ----------
    policy : str
    mean : Interval
        Of the policy itself, by t.
    difference : Interval
        Policy less baseline, paired, by t.
    p : float
        Of no difference, paired, adjusted by Holm over the policies of this comparison.
    best : float
        Share of resamples of the replications (bootstrap) in which its mean is the best of all policies.
    variance_ratio : float
        Variance of the paired difference over what independent runs would have; NaN where neither varies.
    """

    policy: str
    mean: Interval
    difference: Interval
    p: float
    best: float
    variance_ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Policies compared by one measure of one subject, in one future.

    Attributes
    ----------
    future, measure, subject, unit, baseline : str
    more_is_better : bool
    differences : list of Difference
        The baseline first.
    selection : Selection or None
        By KN; systems are places in `differences`. None where there is but one policy, or nothing differs.
    limit : float or None, d
        Of times that may be cut off: they are compared up to the earliest at which one was.
    """

    future: str
    measure: str
    subject: str
    unit: str
    baseline: str
    more_is_better: bool
    differences: list[Difference]
    selection: Selection | None
    limit: float | None = None


def compare(
    result: Result,
    baseline: str = "none",
    measures: tuple[str, ...] | None = None,
    *,
    indifference: float | None = None,
    confidence: float = 0.95,
) -> list[Comparison]:
    """Compare the policies of a result, in each future but the calm that an economy adds.

    Parameters
    ----------
    result : Result
    baseline : str
        A policy of the result.
    measures : tuple of str
        ``MEASURE`` or ``MEASURE@SUBJECT``; all markets, or all factories, are the subject by default. Without any,
        ``unserved``, and ``stop_days`` where there are factories.
    indifference : float, optional
        Difference that matters in selecting the best, in the measure's unit; 5% of the baseline's mean by default.
    confidence : float
        Chance of a correct selection that is promised, and level of intervals.

    Raises
    ------
    ScenarioError
        If a policy, measure or subject is not in the result.
    """
    policies = list(dict.fromkeys(policy for policy, _ in result.cases))
    problems = (
        []
        if baseline in policies
        else [Problem("--baseline", "is no policy of this run", meant(baseline, policies), baseline)]
    )
    chosen = []
    if measures is None:
        factories = FACTORIES in [one.name for one in result.subjects]
        measures = ("unserved", "stop_days") if factories else ("unserved",)
    for text in measures:
        found = choose_measure(text, result.subjects, COMPARED, "--measure", result.measures)
        if isinstance(found, list):
            problems += found
        else:
            chosen.append(found)
    if problems:
        raise ScenarioError(problems)
    ordered = [baseline, *(policy for policy in policies if policy != baseline)]
    shown = [future for case, (_, future) in enumerate(result.cases) if not result.is_calm(case)]
    futures = list(dict.fromkeys(shown or [future for _, future in result.cases]))
    return [_one(result, future, ordered, measure, subject, indifference, confidence)
            for future in futures for measure, subject in chosen]  # fmt: skip


def _one(
    result: Result, future: str, policies: list[str], measure: Measure, subject: str, indifference: float | None,
    confidence: float,
) -> Comparison:  # fmt: skip
    row = result.subject(subject)
    cases = [result.case(policy, future) for policy in policies]
    # A replication in which a measure is missing for one policy is left out for all.
    states = result.states[:, cases, row, INDEX[measure.name]]
    there, limit = np.all(states > 0, axis=1), None
    values = result.values[:, cases, row, INDEX[measure.name]]
    if "survival" in measure.summaries:
        values[there], limit = restrict(values[there], states[there] != CENSORED)
    x, averages = values[there], result.averages
    sign = 1.0 if measure.more_is_better else -1.0
    best = chance_of_best(sign * x, averages.odds(there))
    means = [averages.mean(values[:, n], there, future, confidence) for n in range(len(policies))]
    gaps = [averages.difference(values[:, n], values[:, 0], there, future, confidence) for n in range(len(policies))]
    raw = np.array([averages.p(gap, x[:, n] - x[:, 0], confidence) for n, gap in enumerate(gaps)])[1:]
    adjusted = [float("nan"), *(holm(raw).tolist() if len(x) > 1 else [float("nan")] * (len(policies) - 1))]
    found = [Difference(policy, means[n], gaps[n], adjusted[n], best[n], _ratio(x[:, n], x[:, 0]))
             for n, policy in enumerate(policies)]  # fmt: skip
    unit = result.subjects[row].unit if measure.unit == "t" else measure.unit
    zone = indifference if indifference is not None else _INDIFFERENCE * abs(means[0].value) if len(x) else 0.0
    selection = None
    if len(policies) > 1 and zone > 0.0 and result.strata is None:  # selection needs replications drawn alike
        selection = select_best(lambda n: sign * x[n] if n < len(x) else None, len(policies), zone, confidence)
    return Comparison(future, measure.name, subject, unit, policies[0], measure.more_is_better, found, selection, limit)


def chance_of_best(x: Array, odds: Array) -> list[float]:
    """Share of bootstrap resamples in which each column has the largest mean; ties share.

    Rows are drawn with their odds, which is what their replications stand for.
    """
    if not len(x):
        return [float("nan")] * x.shape[1]
    means = resampled_means(x, _RESAMPLES, odds)
    largest = means >= means.max(axis=1, keepdims=True) - 1e-12 * np.abs(means).max(initial=1e-300)
    shares: list[float] = (largest / largest.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    return shares


def _ratio(x: Array, y: Array) -> float:
    apart = float(np.var(x) + np.var(y))
    return float(np.var(x - y)) / apart if apart > 0 else float("nan")
