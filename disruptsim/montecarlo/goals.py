"""Precision instead of a number: how many replications a measure needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from disruptsim.errors import Problem, ScenarioError
from disruptsim.measures.registry import INDEX, MEASURES
from disruptsim.measures.subjects import FACTORIES, NETWORK, TOTAL, Subject
from disruptsim.montecarlo.result import Result
from disruptsim.statistics.precision import adjusted, first_enough
from disruptsim.words import meant

MOST_REPLICATIONS = 10_000  # where none is said
_LARGEST = 0.15  # relative error beyond which the rule does not keep its promise (Law)
SUBJECTS = {"demand": TOTAL, "sites": FACTORIES, "network": NETWORK}  # where none is named


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


def read_goal(text: str, subjects: Sequence[Subject]) -> Goal:
    """Read ``MEASURE=2%`` or ``MEASURE@SUBJECT=2%``; all markets, or all factories, are the subject by default.

    Raises
    ------
    ScenarioError
        Naming what is wrong and what to write.
    """
    name, _, value = text.partition("=")
    measure, _, subject = name.strip().partition("@")
    means = [one.name for one in MEASURES if "mean" in one.summaries]
    names = [one.name for one in subjects]
    problems = []
    if measure not in means:
        problems.append(Problem("--precision", "is no measure with a mean", meant(measure, means), measure))
    kind = next((one.subjects for one in MEASURES if one.name == measure), "demand")
    subject = subject or SUBJECTS.get(kind, "")
    if measure in means and subject not in names:
        said = "is no subject of results" if subject else "needs a subject"
        remedy = meant(subject, names) if subject else f"write {measure}@SITE=2%"
        problems.append(Problem("--precision", said, remedy, subject or measure))
    try:
        relative = float(value.strip().removesuffix("%")) / (100.0 if value.strip().endswith("%") else 1.0)
    except ValueError:
        relative = -1.0
    if not 0.0 < relative <= _LARGEST:
        remedy = f"write a relative error above 0 and up to {_LARGEST:.0%}, such as 2%"
        problems.append(Problem("--precision", "is no relative error", remedy, value))
    if problems:
        raise ScenarioError(problems)
    return Goal(measure, subject, relative)


def reached(result: Result, goals: Sequence[Goal], count: int) -> int:
    """Replications after which every goal is reached in every case, of the first `count`; 0 if they are not enough.

    All goals hold together with 95%: each is looked at with its part of the 5% (Bonferroni). A replication in which a
    measure is missing counts for nothing.
    """
    looks = len(goals) * len(result.cases)
    confidence = 1.0 - 0.05 / looks
    needed = 0
    for goal in goals:
        row = result.subject(goal.subject)
        for case in range(len(result.cases)):
            values = result.values[:count, case, row, INDEX[goal.measure]]
            there = np.flatnonzero(result.states[:count, case, row, INDEX[goal.measure]])
            used = first_enough(values[there], adjusted(goal.relative), confidence=confidence)
            if not used:
                return 0
            needed = max(needed, int(there[used - 1]) + 1)
    return needed
