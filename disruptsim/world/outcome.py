"""What one run leaves: the curves, stops and totals that measures are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from disruptsim.world.books import Books

if TYPE_CHECKING:
    from disruptsim.network.layout import Layout

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]


@dataclass(slots=True)
class Outcome:
    """The outcome of one run; arrays are by rank, and `layout` knows the names.

    Attributes
    ----------
    layout : Layout
    horizon : float, d
    trigger : float, d
        Earliest effect of a disruption; infinite if there is none.
    marks : ndarray, shape (marks, 4)
        Time (d), holding, served (t) and demanded (t), cumulative, in order of time within a holding.
    stops : ndarray, shape (stops, 3)
        Site, beginning and end (d) of each time in which a line lacked an input.
    served, at_once, demanded, owed, dry : ndarray, shape (holdings,)
        Of markets: t served, t served without waiting, t demanded, t that waits, d without stock.
    delivered : ndarray, shape (lanes,)
        Tonnes.
    made : ndarray, shape (sites,)
        Tonnes of the main material.
    drawn, lowest, emptied : ndarray, shape (reserves,)
        Of stockpiles: t drawn, lowest stock (t), first time empty (d; infinite if never).
    reserve_holdings : ndarray, shape (reserves,)
    on_hand : ndarray, shape (holdings,)
        Tonnes at the end.
    mean_on_hand, mean_owed : ndarray, shape (holdings,)
        Time means of stock, and of demand that waits, t.
    mean_in_transit : ndarray, shape (lanes,)
        Time means, t.
    cycles, dry_cycles : ndarray, shape (holdings,)
        Of markets: receipts, and those that found it out of stock.
    swing : ndarray, shape (holdings,)
        Variance of what was ordered by review period over that of what was asked for; NaN where it was not counted.
    events, shipments : int
    mass_error : float
        Largest share of a material's throughput by which its balance is off.
    fingerprint : int
        Of the sequence of events: equal fingerprints mean the same events in the same order.
    books : Books, optional
        Prices and money, where there is an economy.
    """

    layout: Layout
    horizon: float
    trigger: float
    marks: Array
    stops: Array
    served: Array
    at_once: Array
    demanded: Array
    owed: Array
    dry: Array
    delivered: Array
    made: Array
    drawn: Array
    lowest: Array
    emptied: Array
    reserve_holdings: Ranks
    on_hand: Array
    mean_on_hand: Array
    mean_owed: Array
    mean_in_transit: Array
    cycles: Array
    dry_cycles: Array
    swing: Array
    events: int
    shipments: int
    mass_error: float
    fingerprint: int
    books: Books | None = None

    def market(self, site: str) -> int:
        """Holding of a market."""
        return self.layout.inputs[
            site, self.layout.holdings[self.layout.spans[self.layout.site_rank[site]][0]].material
        ]

    def curve(self, site: str) -> Array:
        """Marks of one market: rows of time (d), served and demanded (t, cumulative), straight between them."""
        rows = self.marks[self.marks[:, 1] == self.market(site)]
        return np.vstack([np.zeros(3), rows[:, [0, 2, 3]]])

    def lost(self, site: str) -> float:
        """Demand of a market that was not served by the end, t; what waits is counted too."""
        rank = self.market(site)
        return float(self.demanded[rank] - self.served[rank])

    def stock(self, site: str, material: str) -> float:
        """Stock at the end, t."""
        rank = self.layout.inputs.get((site, material), self.layout.outputs.get((site, material)))
        if rank is None:
            raise KeyError(f"{site} holds no {material}")
        return float(self.on_hand[rank])

    def mean_stock(self, site: str, material: str) -> float:
        """Time mean of a stock, t."""
        rank = self.layout.inputs.get((site, material), self.layout.outputs.get((site, material)))
        if rank is None:
            raise KeyError(f"{site} holds no {material}")
        return float(self.mean_on_hand[rank])

    def received(self, site: str, material: str) -> float:
        """Delivered to a site over its lanes, t."""
        rank = self.layout.inputs[site, material]
        return math.fsum(float(self.delivered[lane]) for lane in self.layout.inbound[rank])

    def made_by(self, site: str) -> float:
        """Made of the main material, t."""
        return float(self.made[self.layout.site_rank[site]])

    def stops_of(self, site: str) -> Array:
        """Beginning and end (d) of each time in which the line of a site lacked an input."""
        found: Array = self.stops[self.stops[:, 0] == self.layout.site_rank[site]][:, 1:]
        return found
