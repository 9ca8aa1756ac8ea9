"""How demand was served against the undisturbed twin: measures of markets and of groups of them, all at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.curves import Array, Curves, Parts, first_times_above, positive_areas, sums
from disruptsim.measures.registry import CENSORED, MISSING, OBSERVED
from disruptsim.measures.resilience import recovery
from disruptsim.measures.subjects import Subject, weight_of
from disruptsim.scenario.schema.root import Resilience
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.outcome import Outcome

States = NDArray[np.uint8]
Columns = dict[str, tuple[Array, States]]  # by measure: a value and a state for each subject
_NOISE = 1e-9  # share of a sum that rounding may leave of nothing


def market_curves(outcome: Outcome, markets: list[int]) -> Curves:
    """Cumulative service of each market, t."""
    ranks, marks = np.array(markets, dtype=np.int64), outcome.marks
    rows = np.isin(marks[:, 1], ranks)
    owner = np.concatenate([np.arange(len(ranks)), np.searchsorted(ranks, marks[rows, 1])])
    start = np.zeros(len(ranks))
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    times, values = (np.concatenate([start, marks[rows, column]])[order] for column in (0, 2))
    # Of several marks at one instant only the first and the last say anything: the ends of a jump.
    differs = (times[1:] != times[:-1]) | (owner[1:] != owner[:-1])
    ends = np.append(differs, True) | np.append(True, differs)
    owner = owner[ends]
    return Curves(times[ends], values[ends], np.searchsorted(owner, np.arange(len(ranks))))


class Service:
    """Measures the service of one replication's runs against its twin.

    Parameters
    ----------
    plan : Blueprint
    subjects : list of Subject
        Markets and groups of markets.
    twin : Outcome
    """

    def __init__(self, plan: Blueprint, subjects: list[Subject], twin: Outcome) -> None:
        self._markets, self._settings, self._twin = plan.markets, plan.scenario.resilience, twin
        place = {holding: number for number, holding in enumerate(plan.markets)}
        weights = np.array([weight_of(plan, holding) for holding in plan.markets])
        self._valued = bool((weights > 0).any())
        self._in_dollars = np.array([subject.unit == "USD" for subject in subjects], dtype=bool)
        owner = np.repeat(np.arange(len(subjects)), [len(subject.members) for subject in subjects])
        curve = np.array([place[holding] for subject in subjects for holding in subject.members], dtype=np.int64)
        weight = np.where(self._in_dollars[owner], weights[curve], 1.0)
        self._parts = Parts(owner, curve, weight)
        self._members = Parts(owner, curve, np.ones(len(curve)))
        self._worth = np.where(self._in_dollars, 1.0, weights[curve[self._parts.heads]])
        self._base = market_curves(twin, plan.markets)
        self._total = self._parts.of(self._base.last)
        bucket = float(self._settings.bucket)
        self._edges = np.append(np.arange(0.0, twin.horizon - 1e-9, bucket), twin.horizon)
        self._twin_served = self._by_bucket(self._base)
        self.performance: Array = np.full(self._twin_served.shape, np.nan)  # of the run that was measured last

    def _by_bucket(self, curves: Curves) -> Array:
        """Served in each bucket, shape (buckets, subjects)."""
        found: Array = np.ascontiguousarray(np.diff(self._parts.of(curves.before(self._edges))).T)
        return found

    def measure(self, run: Outcome) -> Columns:
        """Measures of a run, for each subject."""
        mine, total = market_curves(run, self._markets), self._total
        lag = sums([(self._base, 1.0), (mine, -1.0)], self._parts)
        size = np.maximum(np.abs(total), 1e-300)
        values = np.where(np.abs(lag.values) > 1e-3 * _NOISE * size[lag.owner], lag.values, 0.0)
        lag = Curves(lag.times, values, lag.first)
        lost = _settled(lag.last, total)
        demanded = self._parts.of(run.demanded[self._markets])
        twin_demanded = self._parts.of(self._twin.demanded[self._markets])
        found = {
            "unserved": lost,
            "unserved_share": _ratio(lost, total, 0.0),
            "caught_up": _settled(np.maximum(0.0, lag.highest - np.maximum(lost, 0.0)), total),
            "shortfall_days": positive_areas(lag),
            "fill_rate": _ratio(self._parts.of(run.at_once[self._markets]), demanded, 1.0),
            "twin_fill_rate": _ratio(self._parts.of(self._twin.at_once[self._markets]), twin_demanded, 1.0),
            "ready_rate": 1.0
            - self._members.of(run.dry[self._markets]) / self._members.of(np.ones(len(self._markets))) / run.horizon,
        }
        late = np.maximum(0.0, _settled(lag.highest, total))
        found["cover_short"] = _ratio(late * run.horizon, total, 0.0)
        if self._valued:
            found["lost_output"] = lost * self._worth
        seen = np.full(len(total), OBSERVED, np.uint8)
        result: Columns = {name: (column, seen) for name, column in found.items()}
        cycles, dry = (self._members.of(values[self._markets]) for values in (run.cycles, run.dry_cycles))
        had = np.where(cycles > 0, OBSERVED, MISSING).astype(np.uint8)
        result["cycle_service"] = (1.0 - _ratio(dry, cycles, 0.0), had)
        result |= _survival(lag, total, run)
        return result | self._performance(mine, run)

    def _performance(self, mine: Curves, run: Outcome) -> Columns:
        widths, twin = np.diff(self._edges)[:, None], self._twin_served
        known = twin > 1e-9 * np.maximum(self._total, 1e-300) / max(len(widths), 1)
        performance = np.where(known, self._by_bucket(mine) / np.where(known, twin, 1.0), np.nan)
        self.performance = performance
        # Rounding of cumulative sums is no loss and no surplus.
        below = np.where(known & (performance < 1.0 - 1e-9), 1.0 - performance, 0.0)
        above = np.where(known & (performance > 1.0 + 1e-9), performance - 1.0, 0.0)
        lowest = np.where(known, performance, np.inf).min(axis=0)
        there = np.where(known.any(axis=0), OBSERVED, MISSING).astype(np.uint8)
        result: Columns = {
            "lowest_performance": (np.where(there == OBSERVED, np.minimum(lowest, 1.0), 0.0), there),
            "resilience_loss": ((below * widths).sum(axis=0), there),
            "overshoot": ((above * widths).sum(axis=0), there),
        }
        return result | _recoveries(self._edges, performance, lowest, run, self._settings)


def _recoveries(edges: Array, performance: Array, lowest: Array, run: Outcome, settings: Resilience) -> Columns:
    """Whether each subject was disrupted, when it was back, and how fast; most never are."""
    trigger = run.trigger if math.isfinite(run.trigger) else 0.0
    low, high, hold = float(settings.low), float(settings.high), float(settings.hold)
    count = len(lowest)
    values = {name: np.zeros(count) for name in ("disrupted", "time_to_recover", "rapidity")}
    states = {name: np.full(count, MISSING, np.uint8) for name in values}
    states["disrupted"][:] = OBSERVED
    for row in np.flatnonzero(lowest < low).tolist():
        steps = performance[:, row]
        back = recovery(edges[:-1], steps, run.horizon, trigger, low, high, hold)
        values["disrupted"][row] = float(back.disrupted)
        if not (back.disrupted and math.isfinite(run.trigger)):
            continue
        values["time_to_recover"][row] = back.time
        states["time_to_recover"][row] = OBSERVED if back.recovered else CENSORED
        trough = float(edges[np.flatnonzero(steps <= lowest[row] + _NOISE)[-1]])
        if back.recovered and trigger + back.time > trough:
            values["rapidity"][row] = (high - float(lowest[row])) / (trigger + back.time - trough)
            states["rapidity"][row] = OBSERVED
    return {name: (values[name], states[name]) for name in values}


def _survival(lag: Curves, total: Array, run: Outcome) -> Columns:
    threshold = np.maximum(1e-3 * total / run.horizon, 1e-12 * np.maximum(total, 1.0))
    short = first_times_above(lag, threshold)
    ever = np.isfinite(short)
    seen = np.full(len(total), OBSERVED, np.uint8)
    found: Columns = {"short": (ever.astype(float), seen)}
    if math.isfinite(run.trigger):
        time = np.maximum(0.0, np.where(ever, short, run.horizon) - run.trigger)
        found["time_to_survive"] = (time, np.where(ever, OBSERVED, CENSORED).astype(np.uint8))
    return found


def _ratio(part: Array, whole: Array, otherwise: float) -> Array:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), otherwise)


def _settled(difference: Array, size: Array) -> Array:
    """A difference of sums, without what rounding leaves of nothing."""
    return np.where(np.abs(difference) > _NOISE * np.abs(size), difference, 0.0)
