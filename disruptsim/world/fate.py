"""Fate: all chance of one replication, drawn apart from what happens.

The twin and every policy of a replication share one fate, and so meet the same luck.
"""

from __future__ import annotations

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.realise import realise
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.chance import Chance


class Fate:
    """Chance of one replication, as streams that hand out ready values.

    Parameters
    ----------
    seed, replication : int
        What it is a pure function of.
    block : int
        How many values are made at once; changes no result.
    """

    def __init__(self, seed: int, replication: int, block: int = 32) -> None:
        self.chance = Chance(seed, replication)
        self.block = block
        self._ranks: dict[str, int] = {}
        self._laws: list[tuple[str, Distribution]] = []
        self.tapes: list[list[float]] = []

    def stream(self, name: str, law: Distribution) -> int:
        """Rank of a stream, made known if it is new."""
        rank = self._ranks.get(name)
        if rank is None:
            rank = self._ranks[name] = len(self._laws)
            self._laws.append((name, law))
            self.tapes.append([])
        return rank

    def extend(self, rank: int) -> None:
        """Make the next block of a stream; the first blocks of all streams are made together."""
        self.extend_all([rank] if self.tapes[rank] else [n for n, tape in enumerate(self.tapes) if not tape])

    def extend_all(self, ranks: list[int]) -> None:
        """Make the next blocks of some streams: those of one length in one go."""
        groups: dict[int, list[int]] = {}
        for rank in ranks:
            groups.setdefault(len(self.tapes[rank]), []).append(rank)
        for length, group in groups.items():
            size = min(16 * self.block, max(self.block, length))
            rows = self.chance.values([self._laws[rank] for rank in group], length, size).tolist()
            for rank, row in zip(group, rows, strict=True):
                self.tapes[rank].extend(row)

    def reader(self) -> Reader:
        """A place on every tape, at its beginning."""
        return Reader(self)


class Reader:
    """Where one run stands on the tapes of its fate."""

    __slots__ = ("_at", "_fate", "_tapes")

    def __init__(self, fate: Fate) -> None:
        self._fate, self._tapes = fate, fate.tapes
        self._at = [0] * len(fate.tapes)

    def draw(self, stream: int) -> float:
        """Next value of a stream."""
        places = self._at
        if stream >= len(places):  # made known while the run was under way
            places.extend([0] * (stream + 1 - len(places)))
        at = places[stream]
        places[stream] = at + 1
        tape = self._tapes[stream]
        if at >= len(tape):
            self._fate.extend(stream)
        return tape[at]

    @property
    def streams(self) -> int:
        """Number of streams that are known."""
        return len(self._tapes)

    @property
    def soon(self) -> int:
        """How many values before its end a stream is worth extending, where others are extended anyway."""
        return self._fate.block // 2

    def stretches(self, ranks: list[int], first: list[int], least: int) -> list[list[float]]:
        """Values of streams, each from its `first` on: what their tapes hold, and `least` at least."""
        short = ranks
        while short:
            short = [n for n, at in zip(ranks, first, strict=True) if len(self._tapes[n]) < at + least]
            if short:
                self._fate.extend_all(short)
        return [self._tapes[n][at:] for n, at in zip(ranks, first, strict=True)]

    def value(self, name: str, law: Distribution | float) -> float:
        """First value of a stream that is asked for once."""
        return self._fate.chance.value(name, law)


def realised(scenario: Scenario, chance: Chance) -> Scenario:
    """The scenario with each uncertain number drawn; the same object if none is."""
    return realise(scenario, lambda key, law: chance.value(f"uncertain:{key}", law))
