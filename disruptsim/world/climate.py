"""Climates in one replication: which state holds when, and how much risk has gone by.

A climate's chance is keyed by its own name alone, so that it is the same whatever lives in it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.climates import Climate
from disruptsim.world.chance import Chance
from disruptsim.world.kinds import NEVER

_BLOCK = 64  # stays that are drawn at once; changes no result


def next_states(climate: Climate) -> dict[str, dict[str, float]]:
    """Chance of each state to come after each, both in the order of their names.

    What is written is divided by its sum, as uncertain chances do not add up by themselves; where all came out as
    nothing, the others are equally likely.
    """
    names = sorted(climate.states)
    found = {}
    for name in names:
        others = [other for other in names if other != name]
        written = {other: float(climate.states[name].then.get(other, 0.0)) for other in others}
        total = math.fsum(written.values())
        found[name] = {other: written[other] / total if total > 0.0 else 1.0 / len(others) for other in others}
    return found


def shares_of_time(climate: Climate) -> dict[str, float]:
    """Share of time that each state has in the long run, in the order of their names."""
    odds = next_states(climate)
    lasting = [name for name in odds if all(name in _reached(odds, start) for start in odds)]
    visits = _visits([[odds[name].get(other, 0.0) for other in lasting] for name in lasting])
    times = {name: often * float(climate.states[name].lasts) for name, often in zip(lasting, visits, strict=True)}
    total = math.fsum(times.values())
    return {name: times.get(name, 0.0) / total for name in odds}


def _reached(odds: Mapping[str, Mapping[str, float]], start: str) -> set[str]:
    """States that may come some time after one, and itself."""
    found, ahead = {start}, [start]
    while ahead:
        new = {other for other, chance in odds[ahead.pop()].items() if chance > 0.0} - found
        found |= new
        ahead.extend(new)
    return found


def _visits(chain: list[list[float]]) -> list[float]:
    """How often each state of a chain is visited, against the first.

    States are taken out one by one, without a subtraction: Grassmann, Taksar and Heyman, "Regenerative analysis and
    steady state distributions for Markov chains" (Operations Research 33, 1985).
    """
    size = len(chain)
    for last in range(size - 1, 0, -1):
        leaves = math.fsum(chain[last][:last])
        for row in chain[:last]:
            row[last] /= leaves
            for other in range(last):
                row[other] += row[last] * chain[last][other]
    often = [1.0]
    for number in range(1, size):
        often.append(math.fsum(often[before] * chain[before][number] for before in range(number)))
    return often


def climate_path(name: str, climate: Climate, chance: Chance, horizon: float) -> list[tuple[float, float]]:
    """Draw the states of a climate.

    Returns
    -------
    list of (float, float)
        Start of each stay before the horizon, d, and the factor meanwhile.
    """
    odds, path = next_states(climate), []
    state, clock = climate.begins, 0.0
    if state is None:
        state = _pick(shares_of_time(climate), float(chance.uniforms([f"climate:{name}/begins"], 0, 1)[0, 0]))
    streams = [f"climate:{name}/lasts", f"climate:{name}/next"]
    number = 0
    while clock < horizon:
        if number % _BLOCK == 0:
            lasts, following = chance.uniforms(streams, number, _BLOCK)
            stays, coins = (-np.log1p(-lasts)).tolist(), following.tolist()
        path.append((clock, float(climate.states[state].factor)))
        clock += float(climate.states[state].lasts) * stays[number % _BLOCK]
        state = _pick(odds[state], coins[number % _BLOCK])
        number += 1
    return path


def _pick(odds: Mapping[str, float], u: float) -> str:
    """The state at a uniform number."""
    likely = [name for name in odds if odds[name] > 0.0]
    edge = 0.0
    for name in likely:
        edge += odds[name]
        if u < edge:
            return name
    return likely[-1]  # the chances add up to one but for their last bits


class Exposure:
    """The factor of a climate over time, and its integral: days of risk, of which one passes a day where it is 1.

    Parameters
    ----------
    path : sequence of (float, float)
        Start and factor of each stay, the first at 0; the last goes on for ever.
    """

    def __init__(self, path: Sequence[tuple[float, float]]) -> None:
        self._starts = [start for start, _ in path]
        self._factors = [factor for _, factor in path]
        self._gone = [0.0]
        for (start, factor), (end, _) in pairwise(path):
            self._gone.append(self._gone[-1] + factor * (end - start))

    def until(self, time: float) -> float:
        """Days of risk from the start to a time."""
        at = bisect_right(self._starts, time) - 1
        return self._gone[at] + self._factors[at] * (time - self._starts[at])

    def wait(self, time: float, risk: float) -> float:
        """Time from `time` on until so many days of risk have gone by; NEVER if they never do."""
        total = self.until(time) + risk
        at = max(0, bisect_left(self._gone, total) - 1)  # a stay without risk is passed over
        if self._factors[at] <= 0.0:
            return NEVER
        return max(0.0, self._starts[at] + (total - self._gone[at]) / self._factors[at] - time)


def exposure_of(scenario: Scenario, name: str | None, chance: Chance) -> Exposure | None:
    """Risk under a climate of a scenario in one replication; None for no climate."""
    if name is None:
        return None
    return Exposure(climate_path(name, scenario.climates[name], chance, float(scenario.horizon)))
