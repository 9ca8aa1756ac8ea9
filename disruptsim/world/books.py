"""What one run leaves of prices and money."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from disruptsim.errors import SimulationError

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

ACTORS = ("treasury", "buyers", "producers", "adversary", "elsewhere", "vaults", "lenders", "suppliers")
LINES = (
    "goods", "freight", "duty", "costs", "interest", "capex", "subsidy", "price_floor", "offtake", "equity", "loan",
    "storage", "fees", "programme", "fines",
)  # fmt: skip


@dataclass(slots=True)
class Books:
    """Prices and ledgers of one run; arrays of prices and firms are by rank.

    Attributes
    ----------
    prices, covers : ndarray, shape (looks, prices)
        USD/t and days, every `review` days from day 0 on.
    review : float, d
    reference : ndarray, shape (prices,), USD/t
    material, zone : ndarray of int, shape (prices,)
        Ranks of materials in the layout, and of `zones`.
    zones : tuple of str
        Names of price zones.
    paid, bought : ndarray, shape (prices,)
        USD paid for goods by buyers in the zone, and for how many t.
    accounts : ndarray of int, shape (actors, lines, 2)
        Cents paid and got by each of `ACTORS` on each of `LINES`.
    firm_sites, firm_states, exits : ndarray of int, shape (firms,)
        Rank of the site; state (`kinds.RUNNING` and so on) at the end; times that it closed.
    closed : ndarray, shape (firms,), d
        When it first closed; infinite if never.
    capacity, level : ndarray, shape (firms,)
        t/d of the main material, and the share of it that is there and open at the end.
    on_line : ndarray, shape (firms,), t
        What it could have made while it was there and open.
    opening_cash, cash : ndarray of int, shape (firms,)
        Cents, at the start and the end.
    leaked, seized : float, t
        Came by ways round controls and duties; was detected and seized.
    adopted : float, d
        When the last part of the policy was adopted; infinite if never.
    """

    prices: Array
    covers: Array
    review: float
    reference: Array
    material: Whole
    zone: Whole
    zones: tuple[str, ...]
    paid: Array
    bought: Array
    accounts: Whole
    firm_sites: Whole
    firm_states: Whole
    exits: Whole
    closed: Array
    capacity: Array
    level: Array
    on_line: Array
    opening_cash: Whole
    cash: Whole
    leaked: float
    seized: float
    adopted: float = math.inf


def check_books(books: Books, producers: Whole) -> None:
    """Hold every line of the ledgers to its balance, and the cash of firms to their actor's ledger, in cents.

    Parameters
    ----------
    books : Books
    producers : ndarray of bool, shape (firms,)
        Firms whose actor, `producers`, has no other part.

    Raises
    ------
    SimulationError
        If what all actors paid on a line is not what they got, or cash does not add up; with both sums.
    """
    paid, got = books.accounts[:, :, 0].sum(axis=0), books.accounts[:, :, 1].sum(axis=0)
    wrong = np.flatnonzero(paid != got)
    if len(wrong):
        said = [f"{LINES[n]}: paid {int(paid[n]):,} cents, got {int(got[n]):,}" for n in wrong.tolist()]
        raise SimulationError(f"the ledgers do not balance: {'; '.join(said)}")
    earned = int((books.cash - books.opening_cash)[producers].sum())
    ledger = books.accounts[ACTORS.index("producers")]
    if earned != int((ledger[:, 1] - ledger[:, 0]).sum()):
        raise SimulationError(
            f"producers hold {earned:,} cents more than at the start, and their ledger "
            f"says {int((ledger[:, 1] - ledger[:, 0]).sum()):,}"
        )
