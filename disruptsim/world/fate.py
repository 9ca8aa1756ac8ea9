"""Fate: all chance of one replication, drawn apart from what happens.

The twin and every policy of a replication share one fate, and so meet the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.realise import realise
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.chance import Chance
from disruptsim.world.tapes import Tapes

Law = tuple[str, Distribution]  # name of a stream, and what it is drawn from


class Fate:
    """Chance of one replication, as streams that hand out ready values.

    Parameters
    ----------
    seed, replication : int
        What it is a pure function of.
    block : int
        How many values are made at once; changes no result.
    given : mapping of str to float, optional
        See `Chance`.
    """

    def __init__(self, seed: int, replication: int, block: int = 32, given: Mapping[str, float] | None = None) -> None:
        self.chance = Chance(seed, replication, given)
        self.block = block
        self.tapes = Tapes()
        self.lists: list[list[float]] = []  # the tapes as far as they are wanted as Python's floats
        self._ranks: dict[str, int] = {}
        self._laws: list[Law] = []

    def begin_with(self, laws: list[Law]) -> None:
        """Make the streams of a blueprint known: their ranks are their places in its list.

        Raises
        ------
        ValueError
            If the fate has begun with those of another blueprint.
        """
        if not self._laws:
            self._laws = list(laws)
            self._ranks = {name: rank for rank, (name, _) in enumerate(laws)}
            self.lists = [[] for _ in laws]
        elif self._laws[: len(laws)] != laws:
            raise ValueError("this fate has begun with the streams of another blueprint")

    def stream(self, name: str, law: Distribution) -> int:
        """Rank of a stream, made known if it is new."""
        rank = self._ranks.get(name)
        if rank is None:
            rank = self._ranks[name] = len(self._laws)
            self._laws.append((name, law))
            self.lists.append([])
        return rank

    @property
    def streams(self) -> int:
        """Number of streams that are known."""
        return len(self._laws)

    def extend(self, ranks: Sequence[int]) -> None:
        """Make the next blocks of some streams: those of one length in one go, and all first blocks together."""
        self.tapes.make_known(len(self._laws))
        lengths = self.tapes.lengths
        chosen = np.asarray(ranks, dtype=np.int64)
        for length in np.unique(lengths[chosen]).tolist():
            group = chosen[lengths[chosen] == length] if length else np.flatnonzero(lengths == 0)
            laws = [self._laws[rank] for rank in group.tolist()]
            self.tapes.extend(group, self.chance.values(laws, length, max(self.block, length)))

    def lengthen(self, rank: int) -> None:
        """Have more of one stream in its list."""
        values = self.lists[rank]
        if rank >= len(self.tapes.start) or self.tapes.lengths[rank] <= len(values):
            self.extend([rank])
        values += self.tapes.tail(rank, len(values))

    def reader(self) -> Reader:
        """A place on every tape, at its beginning."""
        return Reader(self)


class Reader:
    """Where one run stands on the tapes of its fate."""

    __slots__ = ("_at", "_fate", "_lists")

    def __init__(self, fate: Fate) -> None:
        self._fate, self._lists = fate, fate.lists
        self._at = [0] * len(fate.lists)

    def draw(self, stream: int) -> float:
        """Next value of a stream."""
        places = self._at
        if stream >= len(places):  # made known while the run was under way
            places.extend([0] * (stream + 1 - len(places)))
        at = places[stream]
        places[stream] = at + 1
        values = self._lists[stream]
        if at >= len(values):
            self._fate.lengthen(stream)
        return values[at]


def realised(scenario: Scenario, chance: Chance) -> Scenario:
    """The scenario with each uncertain number drawn; the same object if none is."""
    return realise(scenario, lambda key, law: chance.value(f"uncertain:{key}", law))
