"""Small deterministic networks for sums done by hand, and a log of what happened in them.

The usual one: a warehouse in AA with more stock than anybody wants sends to a market in BB that asks for 1 t a day,
orders every 10 d from day 0 on, and waits 5 d for the goods. Its order-up-to level is S = 1 x (5 + 10 + cover), and
with S on hand on day 0 it orders 10 t on days 10, 20, 30 ..., which arrive on days 15, 25, 35 ... With a cover of 0
its stock is then 0 just as they arrive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world import kinds as k
from disruptsim.world.outcome import Outcome

Table = dict[str, Any]
PLENTY = "1_000_000 t"


def network(horizon: float, sites: Table, lanes: list[Table], **parts: Any) -> Table:
    """A scenario whose stores and lanes are empty unless they say otherwise."""
    return {
        "name": "by hand", "start": dt.date(2026, 1, 1), "horizon": f"{horizon} d", "initial": "empty",
        "sites": sites, "lanes": lanes, **parts,
    }  # fmt: skip


def warehouse(country: str = "AA", makes: str = "ore", stock: str = PLENTY, **fields: Any) -> Table:
    """A maker that lives on its stock: its first campaign outlasts every run."""
    maker = {"kind": "mine", "country": country, "makes": makes, "capacity": "1000 t/d", "campaign": "10_000 d"}
    return {**maker, "initial": {makes: stock}, "storage": {makes: "100 Mt"}, **fields}


def mine(capacity: float = 10.0, campaign: float = 1.0, makes: str = "ore", **fields: Any) -> Table:
    """A mine with room for all that it makes."""
    maker = {
        "kind": "mine",
        "country": "AA",
        "makes": makes,
        "capacity": f"{capacity} t/d",
        "campaign": f"{campaign} d",
    }
    return {**maker, "storage": {makes: "1 Mt"}, **fields}


def market(rate: float = 1.0, stock: float = 15.0, cover: float = 0.0, demands: str = "ore", **fields: Any) -> Table:
    """A market that orders every 10 d from day 0 on, and is patient."""
    buyer = {"kind": "market", "country": "BB", "demands": demands, "rate": f"{rate} t/d", "patience": "10_000 d"}
    stores = {"initial": {demands: f"{stock} t"}, "cover": {demands: f"{cover} d"}}
    return {**buyer, **stores, "replenish": {"review": "10 d", "offset": "0 d"}, **fields}


def lane(start: str = "W", end: str = "M", material: str = "ore", lead: float = 5.0, **fields: Any) -> Table:
    """A lane named by its ends."""
    return {
        "name": f"{start}>{end}",
        "material": material,
        "from": start,
        "to": end,
        "lead_time": f"{lead} d",
        **fields,
    }


def usual(horizon: float = 100.0, disruptions: Table | None = None, buyer: Table | None = None, **parts: Any) -> Table:
    """The usual network."""
    sites = {"W": warehouse(), "M": buyer or market()}
    return network(horizon, sites, [lane()], disruptions=disruptions or {}, **parts)


def control(kind: str, **fields: Any) -> Table:
    """A control of AA on ore that alarms nobody."""
    return {"kind": kind, "actor": "AA", "materials": ["ore"], "hoarding": 1.0, **fields}


class Story:
    """One run, and what was said in it.

    Attributes
    ----------
    sim : Simulation
    outcome : Outcome
    said : list of (day, word, subject, amount)
        Words are the ``SAID_`` numbers; the subject is a rank.
    """

    def __init__(
        self,
        tables: Table,
        policy: str = "none",
        future: str | None = None,
        seed: int = 1,
        process: Callable[[Simulation], Any] | None = None,
    ) -> None:
        self.sim = ds.simulation(ds.Scenario.from_dict(tables), seed=seed, policy=policy, future=future)
        self.layout = self.sim.opening.plan.layout
        self.said: list[tuple[float, int, int, float]] = []
        self.sim.world.run.tracing = 1
        self.sim.world.say = lambda word, subject, amount: self.said.append((self.sim.now, word, subject, amount))
        if process is not None:
            self.sim.process(process)
        found = self.sim.run()
        assert found is not None
        self.outcome: Outcome = found

    def of_lane(self, word: int, lane: str) -> list[tuple[float, float]]:
        """Days and amounts of what was said about a lane."""
        rank = self.layout.lane_rank[lane]
        return [
            (_round(day), _round(amount)) for day, what, subject, amount in self.said if (what, subject) == (word, rank)
        ]

    def orders(self, lane: str = "W>M") -> list[tuple[float, float]]:
        return self.of_lane(k.SAID_ORDERED, lane)

    def departures(self, lane: str = "W>M") -> list[tuple[float, float]]:
        return self.of_lane(k.SAID_DEPARTED, lane)

    def arrivals(self, lane: str = "W>M") -> list[tuple[float, float]]:
        return self.of_lane(k.SAID_ARRIVED, lane)

    def days(self, word: int) -> list[float]:
        """Days on which a word was said, about anything."""
        return [_round(day) for day, what, _, _ in self.said if what == word]

    def lost(self, site: str = "M") -> float:
        return self.outcome.lost(site)

    def line(self, site: str) -> Any:
        """Record of a site's line."""
        return self.sim.world.lines[self.sim.world.sites[self.layout.site_rank[site]].first_line]


def _round(value: float) -> float:
    """To a millionth of a day or tonne, far below what is told apart here."""
    return round(value, 6)


def between(events: list[tuple[float, float]], start: float, end: float) -> float:
    """Sum of the amounts of events from `start` on and before `end`."""
    return sum(amount for day, amount in events if start <= day < end)
