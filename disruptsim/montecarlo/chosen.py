"""Measures as users name them: ``MEASURE`` or ``MEASURE@SUBJECT``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from disruptsim.errors import Problem
from disruptsim.measures.registry import BASE, Measure
from disruptsim.measures.subjects import FACTORIES, NETWORK, RIVALS, TOTAL, Subject
from disruptsim.words import meant

_SUBJECTS = {"demand": TOTAL, "sites": FACTORIES, "network": NETWORK, "producers": RIVALS}  # where none is named


def choose_measure(
    text: str, subjects: Sequence[Subject], kinds: Collection[str], option: str, measures: Sequence[Measure] = BASE
) -> tuple[Measure, str] | list[Problem]:
    """A measure and its subject: all markets, or all factories, where none is named; or what is wrong.

    Parameters
    ----------
    text : str
    subjects : sequence of Subject
        Of the scenario.
    kinds : collection of str
        Summaries, of which the measure must have one.
    option : str
        Where the text comes from.
    measures : sequence of Measure
        Of the scenario.
    """
    name, _, subject = text.strip().partition("@")
    known = [one.name for one in measures if set(kinds) & set(one.summaries)]
    measure = next((one for one in measures if one.name == name and name in known), None)
    if measure is None:
        return [Problem(option, "is no measure with a mean", meant(name, known), name)]
    names = [one.name for one in subjects]
    subject = subject or _SUBJECTS.get(measure.subjects, "")
    if subject in names:
        return measure, subject
    if subject:
        return [Problem(option, "is no subject of results", meant(subject, names), subject)]
    return [Problem(option, "needs a subject", f"write {name}@SITE", name)]
