"""Prices, producers and ledgers of one run against its twin, as rows of subjects."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from disruptsim.measures.economic import COSTED
from disruptsim.measures.registry import OBSERVED
from disruptsim.measures.subjects import FACTORIES, Subject
from disruptsim.scenario.schema.sites import Producer
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.books import ACTORS, LINES, Books
from disruptsim.world.outcome import Outcome
from disruptsim.world.pack_economy import Places

Array = NDArray[np.float64]
Found = dict[str, tuple[float, int]]
HIGH = 1.5  # times the reference price
_LEAST = 3  # prices from which there are two changes
_NOISE = 1e-9


class Money:
    """Measures the books of one replication's runs against its twin's.

    Parameters
    ----------
    plan : Blueprint
    subjects : list of Subject
    twin : Books
    """

    def __init__(self, plan: Blueprint, subjects: list[Subject], twin: Books) -> None:
        self._subjects, self._twin = subjects, _net(twin)
        layout, places = plan.layout, plan.places
        assert isinstance(places, Places)
        zones = [zone for country, zone in places.zone.items() if country in places.adversary]
        self._prices, self._adversary = places.prices, min(zones, default=None)
        self._capacity = np.zeros(len(layout.sites))
        for line in plan.world.lines:
            self._capacity[line.site] += line.capacity
        enemies = places.adversary
        stages: dict[str, list[int]] = {}
        self._theirs = np.array([layout.site(name).country in enemies for name in layout.sites], dtype=bool)
        for rank, site in enumerate(map(layout.site, layout.sites)):
            if isinstance(site, Producer):
                stages.setdefault(site.stage or site.makes, []).append(rank)
        self._stages = [np.array(stages[name], dtype=np.int64) for name in sorted(stages)] if enemies else []

    def measure(self, run: Outcome) -> Iterator[tuple[int, Found]]:
        """What the books of a run say, by row of the subjects."""
        books = run.books
        if books is None:
            return
        left = self._capacity.copy()
        left[books.firm_sites] = books.capacity * books.level
        less = _net(books) - self._twin
        firms = {int(site): n for n, site in enumerate(books.firm_sites)}
        for row, subject in enumerate(self._subjects):
            if subject.kind == "price":
                yield row, self._price(books, subject.members, run)
            elif subject.kind in ("site", "sites", "producers"):
                mine = [firms[site] for site in subject.members if site in firms]
                if mine:
                    yield row, _producers(subject, np.array(mine, dtype=np.int64), books, left, run.made)
            elif subject.kind == "network":
                yield row, self._network(books, less, left)
            elif subject.kind == "account":
                actor, _, line = subject.name.partition(": ")
                yield row, {"cost": (float(less[ACTORS.index(actor), LINES.index(line)]) / 100.0, OBSERVED)}

    def _price(self, books: Books, members: tuple[int, ...], run: Outcome) -> Found:
        """Of one price; its moves are straight steps, each of which lasts until the next look."""
        rank = self._prices[members[0], members[1]]
        reference = float(books.reference[rank])
        if not len(books.prices) or reference <= 0.0:
            return {}
        ratio = books.prices[:, rank] / reference
        times = books.review * np.arange(len(ratio))
        lasts = np.clip(run.horizon - times, 0.0, books.review)
        found = {
            "price_peak": float(ratio.max()),
            "price_high_days": float(lasts[ratio > HIGH].sum()),
            "price_low": float(np.quantile(ratio, 0.05, method="inverted_cdf")),
        }
        if found["price_peak"] > 1.0 + _NOISE and math.isfinite(run.trigger):
            found["price_peak_day"] = max(0.0, float(times[int(ratio.argmax())]) - run.trigger)
        if len(ratio) >= _LEAST and float(ratio.min()) > 0.0:
            changes = np.diff(np.log(ratio))
            found["price_volatility"] = float(changes.std(ddof=1)) * math.sqrt(365.0 / books.review)
        if books.bought[rank] > 0.0:
            found["price_paid"] = float(books.paid[rank] / books.bought[rank]) / reference
        theirs = None if self._adversary is None else self._prices.get((members[0], self._adversary))
        if theirs is not None and members[1] != self._adversary and float(books.prices[:, theirs].min()) > 0.0:
            found["price_spread"] = float((books.prices[:, rank] / books.prices[:, theirs]).max())
        return _seen(found)

    def _network(self, books: Books, less: NDArray[np.int64], left: Array) -> Found:
        by_actor = less.sum(axis=1)
        found = {f"cost_{actor}": float(by_actor[ACTORS.index(actor)]) / 100.0 for actor in COSTED}
        found |= {"leaked": books.leaked, "seized": books.seized}
        if books.adopted < math.inf:
            found["adopted"] = books.adopted
        whole = [float(left[stage].sum()) for stage in self._stages]
        theirs = [float(left[stage[self._theirs[stage]]].sum()) for stage in self._stages]
        shares = [part / size for part, size in zip(theirs, whole, strict=True) if size > 0.0]
        if shares:
            found["adversary_share"] = math.fsum(shares) / len(shares)
        return _seen(found)


def _producers(subject: Subject, firms: NDArray[np.int64], books: Books, left: Array, made: Array) -> Found:
    """Of producers; those without money of their own are there and open always."""
    found = {
        "closed": float(np.isfinite(books.closed[firms]).any()),
        "exits": float(books.exits[firms].sum()),
        "capacity_left": float(left[list(subject.members)].sum()),
    }
    if subject.kind != "producers" and subject.name != FACTORIES:  # tonnes of unlike things cannot be added up
        idle = books.on_line[firms] - made[books.firm_sites[firms]]
        found["stranded"] = float(np.where(idle > _NOISE * books.on_line[firms], idle, 0.0).sum())
    return _seen(found)


def _net(books: Books) -> NDArray[np.int64]:
    """Paid less got, cents, by actor and line."""
    net: NDArray[np.int64] = books.accounts[:, :, 0] - books.accounts[:, :, 1]
    return net


def _seen(found: dict[str, float]) -> Found:
    return {name: (value, OBSERVED) for name, value in found.items()}
