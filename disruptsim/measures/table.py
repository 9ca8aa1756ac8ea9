"""The measures of one run against its undisturbed twin, as rows of subjects."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.curves import Parts
from disruptsim.measures.money import Money
from disruptsim.measures.registry import CENSORED, INDEX, MISSING, OBSERVED, measures_of
from disruptsim.measures.ripple import Ripple
from disruptsim.measures.service import Service
from disruptsim.measures.subjects import FACTORIES, Subject
from disruptsim.scenario.schema.sites import Producer
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.outcome import Outcome

Array = NDArray[np.float64]
States = NDArray[np.uint8]
_NOISE = 1e-9  # share of what the twin made that rounding may leave of nothing


class Comparison:
    """Measures runs of one replication against its twin.

    Parameters
    ----------
    plan : Blueprint
    subjects : list of Subject
    twin : Outcome
    """

    def __init__(self, plan: Blueprint, subjects: list[Subject], twin: Outcome) -> None:
        self.subjects, self.twin = subjects, twin
        self._demand = [row for row, subject in enumerate(subjects) if subject.kind in ("market", "group")]
        wanted = [subjects[row] for row in self._demand]
        self._service = Service(plan, wanted, twin) if wanted else None  # a network may have no market
        self._sites = [row for row, subject in enumerate(subjects) if subject.kind in ("site", "sites")]
        # What factories of several products make cannot be added up.
        self._alike = [row for row in self._sites if subjects[row].name != FACTORIES]
        members = [subjects[row].members for row in self._alike]
        owner = np.repeat(np.arange(len(members)), [len(ranks) for ranks in members])
        ranks = np.array([rank for some in members for rank in some], dtype=np.int64)
        self._makes = Parts(owner, ranks, np.ones(len(ranks)))
        capacity = np.zeros(len(plan.layout.sites))
        for line in plan.world.lines:
            capacity[line.site] += line.capacity
        self._capacity = self._makes.of(capacity)
        self._ripple = Ripple(plan.layout, twin) if any(subject.kind == "network" for subject in subjects) else None
        self._twin_stops = _stop_days(twin)
        self._columns = len(measures_of(plan.scenario))
        self._money = Money(plan, subjects, twin.books) if twin.books is not None else None

    def measure(self, run: Outcome) -> tuple[Array, States]:
        """Measures of a run.

        Returns
        -------
        values : ndarray, shape (subjects, measures)
        states : ndarray of uint8
            Missing, observed or censored.
        """
        values = np.zeros((len(self.subjects), self._columns))
        states = np.full(values.shape, MISSING, dtype=np.uint8)
        for name, (column, state) in self._service.measure(run).items() if self._service else ():
            values[self._demand, INDEX[name]] = np.where(state == MISSING, 0.0, column)
            states[self._demand, INDEX[name]] = state
        self._add_stops(run, values, states)
        swings = not np.isnan(run.swing).all()
        for row, subject in enumerate(self.subjects):
            found: dict[str, tuple[float, int]] = {}
            if subject.kind == "stockpile":
                found = _stockpile(subject.members[0], run)
            elif subject.kind == "network" and self._ripple is not None:
                found = self._ripple.measure(run)
            elif swings and subject.kind in ("site", "trader", "market"):
                found = _bullwhip(subject, run)
            _put(found, row, values, states)
        for row, found in self._money.measure(run) if self._money is not None else ():
            _put(found, row, values, states)
        return values, states

    @property
    def performance(self) -> Array:
        """Performance of the run that was measured last, shape (buckets, markets and groups); NaN where undefined."""
        return self._service.performance if self._service else np.zeros((0, 0))

    def _add_stops(self, run: Outcome, values: Array, states: States) -> None:
        """Measures of lines that stand for want of an input; most never do."""
        rows = self._sites
        states[np.ix_(rows, [INDEX["stopped"], INDEX["stop_days"]])] = OBSERVED
        if math.isfinite(run.trigger):
            values[rows, INDEX["first_stop"]] = max(0.0, run.horizon - run.trigger)
            states[rows, INDEX["first_stop"]] = CENSORED
        stops = _stop_days(run)
        for row in rows:
            sites = self.subjects[row].members
            more = [self._beyond_twin(site, stops[site]) for site in sites if site in stops]
            if not more:
                continue
            extra = np.sum(more, axis=0)
            extra[extra < 1e-6] = 0.0
            days = np.flatnonzero(extra)
            if len(days):
                values[row, INDEX["stopped"]] = 1.0
                values[row, INDEX["stop_days"]] = float(extra.sum())
                if math.isfinite(run.trigger):
                    values[row, INDEX["first_stop"]] = max(0.0, float(days[0]) - math.floor(run.trigger))
                    states[row, INDEX["first_stop"]] = OBSERVED
        rows = self._alike
        made, mine = (self._makes.of(outcome.made) for outcome in (self.twin, run))
        less = np.where(np.abs(made - mine) > _NOISE * made, made - mine, 0.0)
        found = {
            "lost_making": less,
            "lost_share": less / np.where(made > 0, made, 1.0),
            "utilisation": mine / (self._capacity * run.horizon),
        }
        for name, column in found.items():
            values[rows, INDEX[name]] = column
            states[rows, INDEX[name]] = OBSERVED

    def _beyond_twin(self, site: int, days: Array) -> Array:
        base = self._twin_stops.get(site)
        return days if base is None else np.maximum(0.0, days - base)


def _put(found: dict[str, tuple[float, int]], row: int, values: Array, states: States) -> None:
    for name, (value, seen) in found.items():
        values[row, INDEX[name]] = value
        states[row, INDEX[name]] = seen


def _stop_days(outcome: Outcome) -> dict[int, Array]:
    """Share of each day and line for which each site stood for want of an input; those that never did are left out."""
    days = math.ceil(outcome.horizon)
    found: dict[int, Array] = {}
    for site, begins, ends in outcome.stops.tolist():
        if ends <= begins:
            continue
        share = found.setdefault(int(site), np.zeros(days))
        first, last = int(begins), min(int(ends), days - 1)
        if first == last:
            share[first] += ends - begins
        else:
            share[first] += first + 1 - begins
            share[first + 1 : last] += 1.0
            share[last] += ends - last
    for site, share in found.items():
        producer = outcome.layout.site(outcome.layout.sites[site])
        if isinstance(producer, Producer) and producer.lines > 1:
            found[site] = share / producer.lines
    return found


def _bullwhip(subject: Subject, run: Outcome) -> dict[str, tuple[float, int]]:
    layout = run.layout
    first, middle, end = layout.spans[subject.members[0]] if subject.kind != "market" else (0, 0, 0)
    ranks = list(subject.members) if subject.kind == "market" else list(range(middle if middle > first else first, end))
    known = [float(run.swing[rank]) for rank in ranks if math.isfinite(run.swing[rank])]
    return {"bullwhip": (max(known), OBSERVED)} if known else {}


def _stockpile(rank: int, run: Outcome) -> dict[str, tuple[float, int]]:
    if rank >= len(run.drawn) or not math.isfinite(run.lowest[rank]):
        return {}
    empty = math.isfinite(run.emptied[rank])
    result = {
        "drawn": (float(run.drawn[rank]), OBSERVED),
        "lowest_stock": (float(run.lowest[rank]), OBSERVED),
        "emptied": (float(empty), OBSERVED),
    }
    if empty:
        result["day_empty"] = (float(run.emptied[rank]), OBSERVED)
    return result
