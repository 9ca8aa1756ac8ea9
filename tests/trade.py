"""Small networks with prices for sums done by hand: an actor CN that sells, a bloc that buys and makes a little itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

import disruptsim as ds
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.world.books import ACTORS, LINES, Books
from disruptsim.world.outcome import Outcome

Table = dict[str, Any]
REFERENCE = 100_000.0  # USD/t


def two_zones(
    horizon: float = 730.0, share: float = 0.8, cover: float = 45.0, economy: Table | None = None, **parts: Any
) -> Table:
    """CN makes 2 t/d: one for itself, `share` for the bloc, whose own plant has room for the rest and a third more."""
    sites = {
        "cn": {
            "kind": "mine", "country": "CN", "makes": "metal", "capacity": "3 t/d", "campaign": "3 d",
            "cover": {"metal": "20 d"}, "storage": {"metal": "120 d"},
        },
        "own": {
            "kind": "mine", "country": "US", "makes": "metal", "capacity": f"{1.33 * (1.0 - share)} t/d",
            "campaign": "3 d", "cover": {"metal": "10 d"},
        },
        "users": {
            "kind": "market", "country": "US", "demands": "metal", "rate": "1 t/d", "cover": {"metal": f"{cover} d"},
            "unit_value": "1 MUSD/t",
        },
        "home": {"kind": "market", "country": "CN", "demands": "metal", "rate": "1 t/d", "cover": {"metal": "30 d"}},
    }  # fmt: skip
    sites |= parts.pop("sites", {})
    lanes = [
        {"name": "exports", "material": "metal", "from": "cn", "to": "users", "share": share, "lead_time": "30 d",
         "freight": "1 USD/kg"},
        {"name": "own", "material": "metal", "from": "own", "to": "users", "share": 1.0 - share, "lead_time": "5 d"},
        {"name": "domestic", "material": "metal", "from": "cn", "to": "home", "lead_time": "3 d"},
    ]  # fmt: skip
    return {
        "name": "two zones", "start": dt.date(2026, 1, 1), "horizon": f"{horizon} d",
        "zones": {"china": ["CN"], "bloc": ["US", "JP"]}, "study": {"adversary": "china"},
        "materials": {"metal": {"price": "100 USD/kg"}, **parts.pop("materials", {})},
        "economy": {"zones": ["china", "bloc"], **(economy or {})},
        "sites": sites, "lanes": [*lanes, *parts.pop("lanes", [])], **parts,
    }  # fmt: skip


def ban(start: float = 100.0, lasts: float = 200.0, **fields: Any) -> Table:
    """A ban by CN."""
    when = {"starts": f"day {start}", "lasts": f"{lasts} d"}
    return {"kind": "ban", "actor": "CN", "materials": ["metal"], **when, **fields}


class Play:
    """One run with prices.

    Attributes
    ----------
    sim, outcome, books
    """

    def __init__(self, tables: Table, policy: str = "none", future: str | None = None, replication: int = 0) -> None:
        scenario = ds.Scenario.from_dict(tables)
        self.sim: Simulation = ds.simulation(scenario, seed=1, replication=replication, policy=policy, future=future)
        found = self.sim.run()
        assert found is not None
        self.outcome: Outcome = found
        assert found.books is not None
        self.books: Books = found.books
        self.layout = found.layout

    def price(self, zone: str, day: float, material: str = "metal") -> float:
        """Price over reference at the last look on or before a day."""
        return float(self.path(zone, material)[int(day // self.books.review)])

    def path(self, zone: str, material: str = "metal") -> np.ndarray[Any, Any]:
        """Price over reference, look by look."""
        rank = self.layout.material_rank[material]
        where = (self.books.material == rank) & (self.books.zone == self.books.zones.index(zone))
        (column,) = np.flatnonzero(where)
        return np.asarray(self.books.prices[:, column] / self.books.reference[column])

    def cost(self, actor: str, line: str | None = None) -> float:
        """What an actor paid less what it got, USD."""
        rows = self.books.accounts[ACTORS.index(actor)]
        rows = rows if line is None else rows[LINES.index(line)][None]
        return float((rows[:, 0] - rows[:, 1]).sum()) / 100.0

    def firm(self, site: str) -> int:
        """Rank of a site's firm."""
        return int(np.flatnonzero(self.books.firm_sites == self.layout.site_rank[site])[0])

    def lost(self, site: str = "users") -> float:
        return self.outcome.lost(site)
