"""Prices and money at the end of a run: the check that ledgers balance, and the books."""

from __future__ import annotations

import numpy as np

from disruptsim.world.audit import Column
from disruptsim.world.books import ACTORS, LINES, Books, check_books
from disruptsim.world.kinds import MOVING, PRODUCERS
from disruptsim.world.opening import Opening


def keep_books(opening: Opening, column: Column) -> Books | None:
    """Gather prices and money; None where there is no economy.

    Raises
    ------
    SimulationError
        If what is paid on a line is not what is got, to the cent, or the firms' cash does not add up to their ledger.
    """
    places = opening.plan.places
    if places is None or int(column("money", "moves")[0]) != MOVING:
        return None
    prices = len(column("prices", "price"))
    looks = int(column("money", "looks")[0])
    accounts = np.stack([column("accounts", "paid"), column("accounts", "got")], axis=-1).astype(np.int64)
    accounts = accounts.reshape(len(ACTORS), len(LINES), 2)
    quotes = {field: np.array(column("quotes", field), float)[: looks * prices].reshape(looks, prices)
              for field in ("price", "cover")}  # fmt: skip

    def whole(group: str, field: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(column(group, field), dtype=np.int64)

    def real(group: str, field: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(column(group, field), dtype=float)

    books = Books(
        prices=quotes["price"], covers=quotes["cover"], review=float(column("money", "review")[0]),
        reference=real("prices", "reference"), material=whole("prices", "material"), zone=whole("prices", "zone"),
        zones=places.zones, paid=real("prices", "paid"), bought=real("prices", "bought"), accounts=accounts,
        firm_sites=whole("firms", "site"), firm_states=whole("firms", "state"), exits=whole("firms", "exits"),
        closed=real("firms", "closed"), capacity=real("firms", "capacity"), level=real("firms", "level"),
        on_line=real("firms", "on_line"), opening_cash=whole("firms", "opening"), cash=whole("firms", "cash"),
        leaked=float(column("money", "leaked")[0]), seized=float(column("money", "seized")[0]),
        adopted=opening.adopted,
    )  # fmt: skip
    check_books(books, whole("firms", "actor") == PRODUCERS)
    return books
