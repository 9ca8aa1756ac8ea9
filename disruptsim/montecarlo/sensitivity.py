"""Sensitivity: what a measure owes to each uncertain input, by Morris or Sobol'; or to all of them, and to chance.

Each point of a design meets the same luck in all that is not set, so that points differ by their inputs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

import numpy as np

from disruptsim.errors import Problem, ScenarioError, SimulationError
from disruptsim.measures.registry import INDEX, measures_of
from disruptsim.measures.subjects import subjects_of
from disruptsim.montecarlo.chosen import choose_measure
from disruptsim.montecarlo.design import Design, Input, inputs_of
from disruptsim.montecarlo.result import Array, Result
from disruptsim.montecarlo.run import DEFAULT_SEED, choose_cases, run
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.statistics import designs, effects
from disruptsim.statistics.effects import Shares
from disruptsim.statistics.intervals import Interval
from disruptsim.words import meant
from disruptsim.world.opening import futures_of
from disruptsim.world.pack import draw_up

Method = Literal["morris", "sobol", "shares"]
DEFAULT_POINTS = {"morris": 20, "sobol": 64, "shares": 64}  # trajectories; base points; points
DEFAULT_INNER = {"morris": 10, "sobol": 10, "shares": 32}
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_KINDS = {"mean", "share"}
_DESIGNS: dict[Method, Callable[[int, int, int], Array]] = {
    "morris": designs.trajectories,
    "sobol": designs.saltelli,
    "shares": designs.latin,
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure owes to one input.

    Attributes
    ----------
    key : str
    uncertain : bool
        Or a date, length or coin of a disruption.
    main : Interval
        Morris: mean absolute effect, in the measure's unit. Sobol': first-order index.
    other : Interval
        Morris: spread of the effects, from interaction or curvature. Sobol': total index.
    """

    key: str
    uncertain: bool
    main: Interval
    other: Interval


@dataclass(frozen=True, slots=True)
class Band:
    """A level of the measure's distribution by chance, over what is uncertain.

    Attributes
    ----------
    level : float
        Share of chance below.
    low, middle, high : float
        5th, 50th and 95th percentile of that quantile over the points.
    """

    level: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A study of one measure under one policy in one future.

    Attributes
    ----------
    method, policy, future, measure, subject, unit : str
    points, inner : int
        Points of the design, and replications at each.
    noise : float
        Share of the variance between points that is noise of their inner replications: Sobol' indices are too small by
        about as much.
    effects : list of Effect
        The largest first; none for ``shares``.
    shares : Shares or None
    bands : list of Band
    result : Result
        Of all points.
    """

    method: Method
    policy: str
    future: str
    measure: str
    subject: str
    unit: str
    points: int
    inner: int
    noise: float
    effects: list[Effect]
    shares: Shares | None
    bands: list[Band]
    result: Result


def sensitivity(
    scenario: Scenario,
    measure: str = "unserved",
    method: Method = "morris",
    *,
    policy: str = "none",
    future: str | None = None,
    inputs: Sequence[str] = (),
    points: int | None = None,
    inner: int | None = None,
    seed: int = DEFAULT_SEED,
    planned: Callable[[int], None] = lambda replications: None,
    **options: Any,
) -> Sensitivity:
    """Find which uncertain inputs drive a measure.

    Parameters
    ----------
    scenario : Scenario
    measure : str
        ``MEASURE`` or ``MEASURE@SUBJECT``.
    method : {"morris", "sobol", "shares"}
        Screening; indices of variance; or two-level runs: shares of inputs and of chance, and bands of distributions.
    policy : str
    future : str, optional
        The first by default.
    inputs : sequence of str
        Keys, with ``*`` for any part of them. By default all, and for shares those that are uncertain.
    points : int, optional
        Trajectories of Morris (20), base points of Sobol' (64; a power of two), points of shares (64).
    inner : int, optional
        Replications at each point (10; 32 for shares).
    seed : int
    planned : callable
        Told the number of replications of all points together.
    **options
        Of `montecarlo.run.run`, such as ``out``, which keeps the runs of all points, and goes on with them.

    Raises
    ------
    ScenarioError
        If a name is not known, nothing can be varied, or the measure is missing at a point.
    SimulationError
        If any replication fails; with ``out`` the others are kept.
    """
    (_, where), *_ = choose_cases(scenario, [policy], None if future is None else [future])
    count, times = points or DEFAULT_POINTS[method], inner or DEFAULT_INNER[method]
    problems, subjects = [], subjects_of(draw_up(at_means(scenario)))
    chosen = choose_measure(measure, subjects, _KINDS, "--measure", measures_of(scenario))
    problems += chosen if isinstance(chosen, list) else []
    if method == "sobol" and count & (count - 1):
        problems.append(Problem("--points", "is no power of two", f"write {1 << count.bit_length()}", str(count)))
    if times < 2 or count < 2:
        problems.append(Problem("--inner" if times < 2 else "--points", "is too few", "write 2 or more", "1"))
    known = inputs_of(scenario, futures_of(scenario)[where])
    taken = _choose(known, inputs, method, problems)
    if isinstance(chosen, list) or problems:
        raise ScenarioError(problems)
    u = _DESIGNS[method](count, len(taken), seed)
    design = Design(tuple(taken), u, times)
    planned(design.replications)
    result = run(scenario, design.replications, seed, policies=[policy], futures=[where], design=design, **options)
    if result.failures:  # their points cannot be held against the others
        first = result.failures[0]
        raise SimulationError(f"replication {first.replication} of seed {first.seed}: {first.error}")
    row = result.subject(chosen[1])
    values = result.values[:, 0, row, INDEX[chosen[0].name]].reshape(len(u), times)
    if not (result.states[:, 0, row, INDEX[chosen[0].name]] > 0).all():
        said = "is missing in some replications, so that points cannot be compared"
        raise ScenarioError([Problem("--measure", said, "name one that every replication has", chosen[0].name)])
    unit = result.subjects[row].unit if chosen[0].unit == "t" else chosen[0].unit
    return Sensitivity(
        method, policy, where, chosen[0].name, chosen[1], unit, len(u), times, effects.noise(values),
        _effects(method, taken, values.mean(axis=1), u), effects.shares(values) if method == "shares" else None,
        _bands(values) if method == "shares" else [], result,
    )  # fmt: skip


def _choose(known: list[Input], patterns: Sequence[str], method: Method, problems: list[Problem]) -> list[Input]:
    keys = [one.key for one in known]
    strangers = [pattern for pattern in patterns if not any(fnmatchcase(key, pattern) for key in keys)]
    problems += [Problem("--input", "is no uncertain input here", meant(one, keys), one) for one in strangers]
    if patterns:
        return [one for one in known if any(fnmatchcase(one.key, pattern) for pattern in patterns)]
    taken = [one for one in known if one.uncertain or method != "shares"]
    if not taken:
        remedy = "write a distribution where a number stands, such as --set 'KEY={ uniform = { low = 1, high = 2 } }'"
        if known:
            remedy += f", or name with --input what is drawn of disruptions: {', '.join(keys)}"
        problems.append(Problem("--input", "nothing is uncertain", remedy))
    return taken


def _effects(method: Method, inputs: list[Input], means: Array, points: Array) -> list[Effect]:
    if method == "shares":
        return []
    pairs = effects.sobol(means, len(inputs)) if method == "sobol" else effects.morris(means, points)
    found = [Effect(one.key, one.uncertain, main, other) for one, (main, other) in zip(inputs, pairs, strict=True)]
    return sorted(found, key=lambda one: -(one.other if method == "sobol" else one.main).value)


def _bands(values: Array) -> list[Band]:
    """Quantiles over chance at each point, and how they lie over the points."""
    curves = np.quantile(values, LEVELS, axis=1, method="inverted_cdf")
    low, middle, high = np.quantile(curves, [0.05, 0.5, 0.95], axis=1, method="inverted_cdf")
    return [Band(level, float(a), float(b), float(c))
            for level, a, b, c in zip(LEVELS, low, middle, high, strict=True)]  # fmt: skip
