"""The measures of one run against its undisturbed twin, as rows of subjects."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.curves import Curve, add, first_above, gap, positive_area
from disruptsim.measures.registry import CENSORED, INDEX, MEASURES, MISSING, OBSERVED
from disruptsim.measures.resilience import recovery
from disruptsim.scenario.schema.root import Resilience
from disruptsim.scenario.schema.sites import Market, Plant, Producer, Stockpile
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.outcome import Outcome

Array = NDArray[np.float64]
States = NDArray[np.uint8]
TOTAL = "all markets"
FACTORIES = "all factories"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about.

    Attributes
    ----------
    name : str
        A site, ``SITE/MATERIAL`` of a stockpile, or a group such as ``zone bloc``.
    kind : str
        ``market``, ``group`` (of markets), ``site``, ``sites`` (all factories) or ``stockpile``.
    members : tuple of int
        Holdings of its markets; the site; or the reserve.
    unit : str
        Of its tonnes: t, unit, or USD for groups.
    """

    name: str
    kind: str
    members: tuple[int, ...]
    unit: str = "t"


def subjects_of(plan: Blueprint) -> list[Subject]:
    """Subjects of a scenario: all markets together, groups of markets, markets, sites, stockpiles."""
    layout, scenario = plan.layout, plan.scenario
    markets = {n: market_of(plan, n) for n in plan.markets}
    groups: dict[str, list[int]] = {TOTAL: list(markets)}
    for zone, countries in sorted(scenario.zones.items()):
        groups[f"zone {zone}"] = [n for n, site in markets.items() if site.country in countries]
    for country in sorted({site.country for site in markets.values()}):
        groups[f"country {country}"] = [n for n, site in markets.items() if site.country == country]
    for label in sorted({site.class_ for site in markets.values()}):
        groups[f"class {label}"] = [n for n, site in markets.items() if site.class_ == label]
    valued = any(weight_of(plan, n) > 0 for n in markets)
    found = [
        Subject(name, "group", tuple(members), "USD" if valued else "t") for name, members in groups.items() if members
    ]
    for n in markets:
        key = layout.holdings[n]
        material = scenario.materials.get(key.material)
        found.append(Subject(key.site, "market", (n,), material.counted_in if material else "t"))
    lines = {rank: site for rank, site in enumerate(map(layout.site, layout.sites)) if isinstance(site, Producer)}
    factories = tuple(rank for rank, site in lines.items() if isinstance(site, Plant) and site.kind == "factory")
    found += [Subject(FACTORIES, "sites", factories)] if factories else []
    found += [Subject(layout.sites[rank], "site", (rank,)) for rank in lines]
    reserves = [n for n, key in enumerate(layout.holdings) if isinstance(layout.site(key.site), Stockpile)]
    for rank, n in enumerate(reserves):
        found.append(Subject(f"{layout.holdings[n].site}/{layout.holdings[n].material}", "stockpile", (rank,)))
    return found


def market_of(plan: Blueprint, holding: int) -> Market:
    """The market of a holding."""
    site = plan.layout.site(plan.layout.holdings[holding].site)
    assert isinstance(site, Market)
    return site


def weight_of(plan: Blueprint, market: int) -> float:
    """Value of a market's unit of demand, USD."""
    return float(market_of(plan, market).unit_value)


def market_curves(outcome: Outcome, markets: list[int]) -> dict[int, Curve]:
    """Cumulative service of each market."""
    curves = {}
    edges = np.searchsorted(outcome.marks[:, 1], np.array([*markets, math.inf]))
    for number, market in enumerate(markets):
        rows = outcome.marks[edges[number] : np.searchsorted(outcome.marks[:, 1], market, side="right")]
        times, values = np.concatenate([[0.0], rows[:, 0]]), np.concatenate([[0.0], rows[:, 2]])
        # Of several marks at one instant only the first and the last say anything: the ends of a jump.
        ends = np.append(times[1:] != times[:-1], True) | np.insert(times[1:] != times[:-1], 0, True)
        curves[market] = Curve(times[ends], values[ends])
    return curves


class Comparison:
    """Measures runs of one replication against its twin.

    Parameters
    ----------
    plan : Blueprint
    subjects : list of Subject
    twin : Outcome
    """

    def __init__(self, plan: Blueprint, subjects: list[Subject], twin: Outcome) -> None:
        self.plan, self.subjects, self.twin = plan, subjects, twin
        self.settings: Resilience = plan.scenario.resilience
        base = market_curves(twin, plan.markets)
        self._weights = {n: weight_of(plan, n) for n in plan.markets}
        demand = [subject for subject in subjects if subject.kind in ("market", "group")]
        self._sums = {s.name: _sum(base, list(s.members), self._weights_of(s)) for s in demand}
        self._valued = any(w > 0 for w in self._weights.values())
        bucket, horizon = float(self.settings.bucket), twin.horizon
        self._edges = np.append(np.arange(0.0, horizon - 1e-9, bucket), horizon)
        self._twin_stops = _stop_days(twin)

    def _weights_of(self, subject: Subject) -> list[float]:
        return [self._weights[n] if subject.unit == "USD" else 1.0 for n in subject.members]

    def measure(self, run: Outcome) -> tuple[Array, States]:
        """Measures of a run.

        Returns
        -------
        values : ndarray, shape (subjects, measures)
        states : ndarray of uint8
            Missing, observed or censored.
        """
        values = np.zeros((len(self.subjects), len(MEASURES)))
        states = np.full(values.shape, MISSING, dtype=np.uint8)
        curves = market_curves(run, self.plan.markets)
        stops = _stop_days(run)
        for row, subject in enumerate(self.subjects):
            if subject.kind in ("market", "group"):
                found = self._demand(subject, run, curves)
            elif subject.kind in ("site", "sites"):
                found = self._sites(subject.members, run, stops)
            else:
                found = _stockpile(subject.members[0], run)
            for name, (value, state) in found.items():
                values[row, INDEX[name]] = value
                states[row, INDEX[name]] = state
        return values, states

    def _demand(self, subject: Subject, run: Outcome, curves: dict[int, Curve]) -> dict[str, tuple[float, int]]:
        members = list(subject.members)
        weights = self._weights_of(subject)
        base, mine = self._sums[subject.name], _sum(curves, members, weights)
        lag = gap(base, mine)
        total = float(base.values[-1])
        lost = _settled(float(lag.values[-1]), total)
        worth = lost if subject.unit == "USD" else lost * self._weights[members[0]]
        demanded = float(_dot(weights, run.demanded[members]))
        twin_demanded = float(_dot(weights, self.twin.demanded[members]))
        found = {
            "unserved": lost,
            "unserved_share": lost / total if total > 0 else 0.0,
            "caught_up": _settled(max(0.0, float(lag.values.max()) - max(lost, 0.0)), total),
            "shortfall_days": positive_area(lag),
            "fill_rate": float(_dot(weights, run.at_once[members])) / demanded if demanded > 0 else 1.0,
            "twin_fill_rate": float(_dot(weights, self.twin.at_once[members])) / twin_demanded
            if twin_demanded > 0
            else 1.0,
            "ready_rate": 1.0 - float(run.dry[members].mean()) / run.horizon,
        }
        if self._valued:
            found["lost_output"] = worth
        result = {name: (value, OBSERVED) for name, value in found.items()}
        result.update(self._survival(lag, total, run))
        result.update(self._performance(base, mine, run))
        return result

    def _survival(self, lag: Curve, total: float, run: Outcome) -> dict[str, tuple[float, int]]:
        threshold = 1e-3 * total / run.horizon
        short = first_above(lag, max(threshold, 1e-12 * max(total, 1.0)))
        found = {"short": (float(math.isfinite(short)), OBSERVED)}
        if math.isfinite(run.trigger):
            if math.isfinite(short):
                found["time_to_survive"] = (max(0.0, short - run.trigger), OBSERVED)
            else:
                found["time_to_survive"] = (max(0.0, run.horizon - run.trigger), CENSORED)
        return found

    def _performance(self, base: Curve, mine: Curve, run: Outcome) -> dict[str, tuple[float, int]]:
        edges = self._edges
        widths = np.diff(edges)
        twin_served = np.diff(base.before(edges))
        served = np.diff(mine.before(edges))
        known = twin_served > 1e-9 * max(float(base.values[-1]), 1e-300) / max(len(widths), 1)
        performance = np.where(known, served / np.where(known, twin_served, 1.0), np.nan)
        seen = performance[known]
        if not len(seen):
            return {"disrupted": (0.0, OBSERVED)}
        # Rounding of cumulative sums is no loss and no surplus.
        below = np.where(seen < 1.0 - 1e-9, 1.0 - seen, 0.0)
        above = np.where(seen > 1.0 + 1e-9, seen - 1.0, 0.0)
        result = {
            "lowest_performance": (float(np.minimum(seen, 1.0).min()), OBSERVED),
            "resilience_loss": (float(_dot(below, widths[known])), OBSERVED),
            "overshoot": (float(_dot(above, widths[known])), OBSERVED),
        }
        settings = self.settings
        trigger = run.trigger if math.isfinite(run.trigger) else 0.0
        low, high = float(settings.low), float(settings.high)
        back = recovery(edges[:-1], performance, run.horizon, trigger, low, high, float(settings.hold))
        result["disrupted"] = (float(back.disrupted), OBSERVED)
        if back.disrupted and math.isfinite(run.trigger):
            result["time_to_recover"] = (back.time, OBSERVED if back.recovered else CENSORED)
            trough = edges[:-1][known][int(np.argmin(seen))]
            if back.recovered and trigger + back.time > trough:
                result["rapidity"] = ((high - float(seen.min())) / (trigger + back.time - trough), OBSERVED)
        return result

    def _sites(self, sites: tuple[int, ...], run: Outcome, stops: dict[int, Array]) -> dict[str, tuple[float, int]]:
        extra = np.zeros(math.ceil(run.horizon))
        for site in sites:
            mine, base = stops.get(site), self._twin_stops.get(site)
            if mine is not None:
                extra += np.maximum(0.0, mine - base) if base is not None else mine
        extra[extra < 1e-6] = 0.0
        days = np.flatnonzero(extra)
        result = {"stopped": (float(len(days) > 0), OBSERVED), "stop_days": (float(extra.sum()), OBSERVED)}
        if len(sites) == 1:
            made = float(self.twin.made[sites[0]])
            result["lost_making"] = (_settled(made - float(run.made[sites[0]]), made), OBSERVED)
        if math.isfinite(run.trigger):
            if len(days):
                result["first_stop"] = (max(0.0, float(days[0]) - math.floor(run.trigger)), OBSERVED)
            else:
                result["first_stop"] = (max(0.0, run.horizon - run.trigger), CENSORED)
        return result


def _sum(curves: dict[int, Curve], members: list[int], weights: list[float]) -> Curve:
    """Curve of a market, or weighted sum over a group."""
    if len(members) == 1 and weights == [1.0]:
        return curves[members[0]]
    return add([curves[n] for n in members], weights)


def _dot(a: Array | list[float], b: Array) -> float:
    """Sum of products, exact before it is rounded: the same on every machine, unlike a library's fastest."""
    return math.fsum((np.asarray(a) * b).tolist())


def _settled(difference: float, size: float) -> float:
    """A difference of sums, without what rounding leaves of nothing."""
    return difference if abs(difference) > 1e-9 * abs(size) else 0.0


def _stop_days(outcome: Outcome) -> dict[int, Array]:
    """Share of each day for which each site stood for want of an input; sites that never did are left out."""
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
    return found


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
