"""The ledgers of a run balance: on every line, what all actors paid is what all actors got."""

from __future__ import annotations

import numpy as np

from disruptsim.errors import SimulationError
from disruptsim.world.books import LINES, Books


def check_books(books: Books) -> None:
    """Hold every line of the ledgers to its balance, in cents.

    Parameters
    ----------
    books : Books

    Raises
    ------
    SimulationError
        If what all actors paid on a line is not what they got; with the line, and both sums.
    """
    paid, got = books.accounts[:, :, 0].sum(axis=0), books.accounts[:, :, 1].sum(axis=0)
    wrong = np.flatnonzero(paid != got)
    if len(wrong):
        said = [f"{LINES[n]}: paid {int(paid[n]):,} cents, got {int(got[n]):,}" for n in wrong.tolist()]
        raise SimulationError(f"the ledgers do not balance: {'; '.join(said)}")
