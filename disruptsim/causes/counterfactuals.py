"""How much of a shortfall each disruption accounts for: the same chance again, without it, and with it alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from disruptsim.measures.registry import INDEX
from disruptsim.measures.subjects import Subject, subjects_of
from disruptsim.measures.table import Comparison
from disruptsim.world.opening import Opening
from disruptsim.world.outcome import Outcome

Play = Callable[[Collection[str]], Outcome]  # runs without some disruptions


@dataclass(frozen=True, slots=True)
class Account:
    """What one disruption accounts for.

    Attributes
    ----------
    disruption : str
    without, alone : float
        The shortfall if it, and what follows it, had not happened; and if nothing else had.
    share : float
        Share of the shortfall that goes with it: 1 - without / shortfall. Shares add up to more than 1 where several
        are needed for it, and to less where each is enough.
    """

    disruption: str
    without: float
    alone: float
    share: float


class Shortfall:
    """The shortfall of one subject: of a line, days of stop beyond the twin's; of a market, its largest lag, t."""

    def __init__(self, opening: Opening, subject: str, twin: Outcome) -> None:
        plan = opening.plan
        self._plan, self._twin = plan, twin
        self._subject: Subject = next(
            one for one in subjects_of(plan) if one.name == subject and one.kind in ("site", "market")
        )

    @property
    def unit(self) -> str:
        """Its unit."""
        return "d" if self._subject.kind == "site" else self._subject.unit

    @property
    def words(self) -> str:
        """What it is, in words."""
        return "days of stop" if self._subject.kind == "site" else "largest lag behind calm"

    def of(self, run: Outcome) -> float:
        """The shortfall of a run."""
        values, _ = Comparison(self._plan, [self._subject], self._twin).measure(run)
        if self._subject.kind == "site":
            return float(values[0, INDEX["stop_days"]])
        return float(values[0, INDEX["unserved"]] + values[0, INDEX["caught_up"]])


def accounts(shortfall: Shortfall, full: float, happened: list[str], play: Play) -> list[Account]:
    """Leave out each disruption that happened, and all others.

    Parameters
    ----------
    shortfall : Shortfall
    full : float
        With all of them.
    happened : list of str
    play : callable
        Runs the same replication without some disruptions.
    """
    found = []
    for name in happened:
        without = shortfall.of(play([name]))
        alone = full if len(happened) == 1 else shortfall.of(play([other for other in happened if other != name]))
        share = 1.0 - without / full if full > 0 else float("nan")
        found.append(Account(name, without, alone, share))
    return sorted(found, key=lambda account: (-account.share, account.disruption))
