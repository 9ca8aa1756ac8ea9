"""Precision instead of a number: how many replications a measure needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from disruptsim.errors import Problem, ScenarioError
from disruptsim.measures.registry import BASE, INDEX, Measure
from disruptsim.measures.subjects import Subject
from disruptsim.montecarlo.chosen import choose_measure
from disruptsim.montecarlo.result import Result
from disruptsim.statistics.precision import adjusted, first_enough

MOST_REPLICATIONS = 10_000  # where none is said
_LARGEST = 0.15  # relative error beyond which the rule does not keep its promise (Law)


@dataclass(frozen=True, slots=True)
class Goal:
    """A relative error of the mean of one measure.

    Attributes
    ----------
    measure, subject : str
    relative : float
    """

    measure: str
    subject: str
    relative: float


def read_goal(text: str, subjects: Sequence[Subject], measures: Sequence[Measure] = BASE) -> Goal:
    """Read ``MEASURE=2%`` or ``MEASURE@SUBJECT=2%``; all markets, or all factories, are the subject by default.

    Raises
    ------
    ScenarioError
        Naming what is wrong and what to write.
    """
    name, _, value = text.partition("=")
    chosen = choose_measure(name, subjects, {"mean"}, "--precision", measures)
    problems = chosen if isinstance(chosen, list) else []
    try:
        relative = float(value.strip().removesuffix("%")) / (100.0 if value.strip().endswith("%") else 1.0)
    except ValueError:
        relative = -1.0
    if not 0.0 < relative <= _LARGEST:
        remedy = f"write a relative error above 0 and up to {_LARGEST:.0%}, such as 2%"
        problems.append(Problem("--precision", "is no relative error", remedy, value))
    if isinstance(chosen, list) or problems:
        raise ScenarioError(problems)
    return Goal(chosen[0].name, chosen[1], relative)


def reached(result: Result, goals: Sequence[Goal], count: int) -> int:
    """Replications after which every goal is reached in every case, of the first `count`; 0 if they are not enough.

    All goals hold together with 95%: each is looked at with its part of the 5% (Bonferroni). A replication in which a
    measure is missing counts for nothing.
    """
    cases = [case for case in range(len(result.cases)) if not result.is_calm(case)] or range(len(result.cases))
    looks = len(goals) * len(cases)
    confidence = 1.0 - 0.05 / looks
    needed = 0
    for goal in goals:
        row = result.subject(goal.subject)
        for case in cases:
            values = result.values[:count, case, row, INDEX[goal.measure]]
            there = np.flatnonzero(result.states[:count, case, row, INDEX[goal.measure]])
            used = first_enough(values[there], adjusted(goal.relative), confidence=confidence)
            if not used:
                return 0
            needed = max(needed, int(there[used - 1]) + 1)
    return needed
