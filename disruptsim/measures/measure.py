"""What a measure is: its name, unit, definition, source, and how it is summarised over replications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Summary = Literal["mean", "share", "tail", "survival", "median"]
Applies = Literal["demand", "sites", "buyers", "stockpiles", "network", "prices", "producers", "accounts"]
MISSING, OBSERVED, CENSORED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of one run, for each subject that it applies to.

    Attributes
    ----------
    name, unit, definition, source : str
    summaries : tuple of str
        mean: t interval; share: Wilson interval; tail: value at risk and conditional value at risk; survival:
        restricted mean and share that ends, with censoring; median: over the replications in which it is seen.
    subjects : str
        ``demand`` (markets and groups of them), ``sites`` (with a line, and groups of them), ``buyers`` (sites that
        order), ``stockpiles``, ``network``, ``prices`` (of a material in a zone), ``producers`` (sites with money of
        their own, and groups of them), or ``accounts`` (one line of the ledger of one actor).
    """

    name: str
    unit: str
    definition: str
    summaries: tuple[Summary, ...]
    subjects: Applies
    source: str = "arithmetic"

    @property
    def more_is_better(self) -> bool:
        """Whether a policy is the better the more it has of this; losses and times lost are better small."""
        return self.name in _BETTER_LARGE


_BETTER_LARGE = {
    "caught_up", "fill_rate", "twin_fill_rate", "ready_rate", "cycle_service", "time_to_survive", "lowest_performance",
    "rapidity", "first_stop", "utilisation", "lowest_stock", "day_empty", "price_low", "capacity_left", "seized",
    "cost_adversary",
}  # fmt: skip
