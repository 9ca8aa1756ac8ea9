"""The end of a run, the same for every clock: the audit, and the outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.clocks.bookkeeping import keep_books
from disruptsim.errors import MassError, SimulationError
from disruptsim.world.audit import Column, below_zero, mass_balance
from disruptsim.world.kinds import STARVED
from disruptsim.world.names import record_name
from disruptsim.world.opening import Opening
from disruptsim.world.outcome import Outcome

MASS_TOLERANCE = 1e-9
Array = NDArray[np.float64]


def gather(opening: Opening, column: Column, marks: Array, stops: Array, events: int, fingerprint: int) -> Outcome:
    """Check the mass balance and gather the outcome of a run whose markets are settled at the horizon.

    Parameters
    ----------
    column : callable
        Gives a field of a group of records.
    marks : ndarray, shape (marks, 4)
        Time, holding, served, demanded.
    stops : ndarray, shape (stops, 3)
        Site, beginning, end.

    Raises
    ------
    MassError
        If mass was not conserved.
    SimulationError
        If an amount is negative.
    """
    plan, end = opening.plan, opening.world.run.horizon
    mass_error = _audit(opening, column, end)
    markets = np.array(plan.markets, dtype=np.int64)
    served, demanded = column("holdings", "served"), column("holdings", "demanded")
    last = np.column_stack([np.full(len(markets), end), markets, served[markets], demanded[markets]])
    table = np.concatenate([marks.reshape(-1, 4), last])
    starved = column("lines", "state") == STARVED
    sites, since = column("lines", "site"), column("lines", "since")
    open_stops = np.column_stack([sites[starved], since[starved], np.full(int(starved.sum()), end)])
    made = np.zeros(len(plan.layout.sites))
    np.add.at(made, sites.astype(np.int64), column("lines", "made"))

    def of(group: str, field: str) -> Any:
        return np.array(column(group, field), dtype=float)

    return Outcome(
        layout=plan.layout,
        horizon=end,
        trigger=opening.trigger,
        marks=table[np.lexsort((np.arange(len(table)), table[:, 1]))],
        stops=np.concatenate([stops.reshape(-1, 3), open_stops]),
        served=of("holdings", "served"),
        at_once=of("holdings", "at_once"),
        demanded=of("holdings", "demanded"),
        owed=of("holdings", "owed"),
        dry=of("holdings", "dry"),
        delivered=of("lanes", "delivered"),
        made=made,
        drawn=of("reserves", "drawn"),
        lowest=of("reserves", "lowest"),
        emptied=of("reserves", "emptied"),
        reserve_holdings=np.array(column("reserves", "holding"), dtype=np.int64),
        on_hand=of("holdings", "on_hand"),
        mean_on_hand=of("holdings", "on_hand") - of("holdings", "moment") / end,
        mean_owed=of("holdings", "owed") - of("holdings", "owed_moment") / end,
        mean_in_transit=of("lanes", "in_transit") - of("lanes", "moment") / end,
        cycles=of("holdings", "cycles"),
        dry_cycles=of("holdings", "dry_cycles"),
        swing=_swing(of, len(plan.layout.holdings)),
        events=events,
        shipments=int(column("run", "arrived")[0]),
        mass_error=mass_error,
        fingerprint=fingerprint,
        books=keep_books(opening, column),
    )


def _swing(of: Callable[[str, str], Array], holdings: int) -> Array:
    """Variance of orders over that of what was asked for, by review period; NaN where either is not known."""
    count = of("tallies", "periods")
    n = np.where(count > 2, count, np.nan)

    def variance(what: str) -> Array:
        mean = of("tallies", f"{what}_sum") / n
        spread = of("tallies", f"{what}_squares") / n - mean * mean
        return np.where(spread > 1e-9 * np.maximum(mean * mean, 1e-300), spread, np.nan)

    found = np.full(holdings, np.nan)
    found[of("tallies", "holding").astype(np.int64)] = variance("ordered") / variance("asked")
    return found


def _audit(opening: Opening, column: Column, end: float) -> float:
    error, throughput = mass_balance(column)
    share = np.abs(error) / np.maximum(throughput, 1e-9)
    worst = float(share.max()) if len(share) else 0.0
    if worst > MASS_TOLERANCE:
        name = opening.plan.layout.materials[int(share.argmax())]
        raise MassError(f"the mass of {name} is off by {worst:.3g} of its throughput at the end, day {end:g}")
    negative = below_zero(column)
    if negative is not None:
        group, rank, field, tonnes = negative
        name = record_name(opening.plan.layout, opening.world, group, rank)
        raise SimulationError(f"{field} of {name} is {tonnes:.6g} t at the end, day {end:g}")
    return worst
