"""What one run leaves: the curves, stops and totals that measures are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ranks = NDArray[np.int64]


@dataclass(slots=True)
class Outcome:
    """The outcome of one run; names belong to ranks through the blueprint's layout.

    Attributes
    ----------
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
    events, shipments : int
    mass_error : float
        Largest share of a material's throughput by which its balance is off.
    fingerprint : int
        Of the sequence of events: equal fingerprints mean the same events in the same order.
    """

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
    events: int
    shipments: int
    mass_error: float
    fingerprint: int
