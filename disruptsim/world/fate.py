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
        if self.tapes[rank]:
            size = min(16 * self.block, max(self.block, len(self.tapes[rank])))
            self.tapes[rank].extend(self.chance.values([self._laws[rank]], len(self.tapes[rank]), size)[0].tolist())
            return
        fresh = [n for n, tape in enumerate(self.tapes) if not tape]
        for n, row in zip(
            fresh, self.chance.values([self._laws[n] for n in fresh], 0, self.block).tolist(), strict=True
        ):
            self.tapes[n].extend(row)

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

    def stretch(self, stream: int, first: int, least: int) -> list[float]:
        """Values of a stream from the `first` on: what its tape holds, and `least` of them at least."""
        tape = self._tapes[stream]
        while len(tape) < first + least:
            self._fate.extend(stream)
        return tape[first:]

    def value(self, name: str, law: Distribution | float) -> float:
        """First value of a stream that is asked for once."""
        return self._fate.chance.value(name, law)


def realised(scenario: Scenario, chance: Chance) -> Scenario:
    """The scenario with each uncertain number drawn; the same object if none is."""
    return realise(scenario, lambda key, law: chance.value(f"uncertain:{key}", law))
