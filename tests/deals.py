"""Runs of policies with prices for sums done by hand: what was said, what was seen day by day, and what changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from plays import assert_same
from trade import Play

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world import kinds as k
from disruptsim.world.books import ACTORS, LINES

Table = dict[str, Any]
QUARTER = 365.0 / 4.0  # d


class Deal(Play):
    """A run that keeps what was said, and what `look` saw at the beginning of every day.

    Attributes
    ----------
    said : list of (day, word, subject, amount)
    seen : list
        What `look` returned on days 0, 1, 2 ...
    """

    def __init__(
        self,
        tables: Table,
        policy: str = "none",
        future: str | None = None,
        replication: int = 0,
        look: Callable[[Simulation], Any] | None = None,
    ) -> None:
        scenario = ds.Scenario.from_dict(tables)
        self.sim = ds.simulation(scenario, seed=1, replication=replication, policy=policy, future=future)
        self.said: list[tuple[float, int, int, float]] = []
        self.seen: list[Any] = []
        self.sim.world.run.tracing = 1
        self.sim.world.say = lambda word, subject, amount: self.said.append((self.sim.now, word, subject, amount))

        def daily(sim: Simulation) -> Generator[Any, Any, None]:
            while look is not None:
                self.seen.append(look(sim))
                yield sim.env.timeout(1)

        if look is not None:
            self.sim.process(daily)
        found = self.sim.run()
        assert found is not None
        assert found.books is not None
        self.outcome, self.books, self.layout = found, found.books, found.layout

    def told(self, word: int, name: str) -> list[tuple[float, float]]:
        """Days and amounts of what was said about a lane or site."""
        rank = self.layout.lane_rank.get(name, self.layout.site_rank.get(name))
        return [(day, amount) for day, what, subject, amount in self.said if (what, subject) == (word, rank)]

    def made(self, site: str, begin: float, end: float) -> float:
        """Tonnes made after one time and up to another."""
        return sum(amount for day, amount in self.told(k.SAID_MADE, site) if begin < day <= end)

    def arrived(self, lane: str, begin: float = 0.0, end: float = 1e9) -> float:
        """Tonnes that arrived from one time on and before another."""
        return sum(amount for day, amount in self.told(k.SAID_ARRIVED, lane) if begin <= day < end)

    def sent(self, lane: str, begin: float = 0.0, end: float = 1e9) -> float:
        """Tonnes that departed from one time on and before another."""
        return sum(amount for day, amount in self.told(k.SAID_DEPARTED, lane) if begin <= day < end)

    def on_line(self, site: str) -> list[float]:
        """Days on which a project came on line."""
        return [day for day, _ in self.told(k.SAID_ON_LINE, site)]

    def looks(self, begin: float, end: float) -> range:
        """Numbers of the looks at prices after one time and up to another."""
        review = self.books.review
        return range(int(begin // review) + 1, int(end // review + 1e-9) + 1)


def got(play: Play, actor: str, line: str) -> float:
    """What an actor got on a line, USD."""
    return float(play.books.accounts[ACTORS.index(actor), LINES.index(line), 1]) / 100.0


def paid(play: Play, actor: str, line: str) -> float:
    """What an actor paid on a line, USD."""
    return float(play.books.accounts[ACTORS.index(actor), LINES.index(line), 0]) / 100.0


def duty_on(lane: str) -> Callable[[Simulation], float]:
    """Looks at what a tonne pays on a lane, USD/t."""

    def look(sim: Simulation) -> float:
        layout = sim.opening.plan.layout
        return float(sim.world.trades[sim.world.lanes[layout.lane_rank[lane]].trade].duty)

    return look


def assert_alike(one: Play, other: Play, events: bool = True) -> None:
    """Two runs agree bit for bit, prices and money too; and event by event."""
    assert_same(one.outcome, other.outcome, events)
    assert np.array_equal(one.books.prices, other.books.prices)
    assert np.array_equal(one.books.accounts, other.books.accounts)
    assert np.array_equal(one.books.cash, other.books.cash)


def assert_needed(tables: Table, instrument: Table, **idle: Any) -> None:
    """An instrument changes a run; one that is never adopted, or after the horizon, or of no strength, does not.

    Parameters
    ----------
    tables : dict
        Scenario without the policies.
    instrument : dict
        What the policy has.
    idle : dict
        Instruments, by any name, that are adopted at once and have no strength: events of their own are all they add.
    """
    horizon = tables["horizon"]
    policies = {
        "works": instrument,
        "never": {**instrument, "adopted": {"probability": 0.0}},
        "late": {**instrument, "adopted": {"promised": f"day {horizon.split()[0]}"}},
        **{f"idle {name}": strengthless for name, strengthless in idle.items()},
    }
    none = Play(tables)
    full = {**tables, "policies": policies}
    assert_alike(none, Play(full))
    for name in policies:
        if name != "works":
            assert_alike(none, Play(full, name), events=not name.startswith("idle"))
    works = Play(full, "works")
    same_money = np.array_equal(works.books.accounts, none.books.accounts)
    assert works.outcome.fingerprint != none.outcome.fingerprint or not same_money
