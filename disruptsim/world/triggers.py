"""What may begin a disrupted replication, with its probability; and how long disruptions last against what is expected.

Both are known before anything runs: chance of disruptions does not depend on the network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from disruptsim.scenario.distributions import Distribution, mean
from disruptsim.scenario.quantities import Moment
from disruptsim.scenario.realise import at_means
from disruptsim.scenario.scenario import Scenario
from disruptsim.world.chance import Chance
from disruptsim.world.climate import exposure_of
from disruptsim.world.fate import realised
from disruptsim.world.timeline import COIN

_GRID = 20_000  # points of the mean of a length that the horizon cuts off


@dataclass(frozen=True, slots=True)
class Trigger:
    """A disruption that follows no other.

    Attributes
    ----------
    stream : str
        Of the uniform number that decides whether it happens at all: it does if that is under `probability`.
    probability : float
        That it begins within the horizon, or may: none happens otherwise.
    """

    stream: str
    probability: float


def triggers_of(scenario: Scenario, names: Sequence[str]) -> tuple[Trigger, ...]:
    """Triggers among named disruptions, in the order of their names; none of them lives in a climate.

    In a climate, no one uniform number decides whether a disruption happens at all.
    """
    found, plain = [], at_means(scenario)
    for name in sorted(names):
        one = plain.disruptions[name]
        if one.after is not None:
            continue
        if one.rate is not None:
            odds = -math.expm1(-float(one.rate) * float(plain.horizon) / 365.0)
            found.append(Trigger(f"disruption:{name}/gap", odds))
        else:
            found.append(Trigger(f"disruption:{name}/coin", min(1.0, float(one.probability))))
    return tuple(found)


def given_one(triggers: Sequence[Trigger], chance: Chance) -> dict[str, float]:
    """Uniform numbers of the triggers, drawn given that one at least happens."""
    own = _own(triggers, chance)
    which = float(chance.uniforms(["triggers/first"], 0, 1)[0, 0])
    first, none_before = np.zeros(len(triggers)), 1.0
    for rank, trigger in enumerate(triggers):
        first[rank] = none_before * trigger.probability
        none_before *= 1.0 - trigger.probability
    chosen = min(int(np.searchsorted(np.cumsum(first) / first.sum(), which, side="right")), len(triggers) - 1)
    given = {t.stream: t.probability + (1.0 - t.probability) * own[t.stream] for t in triggers[:chosen]}
    return {**given, triggers[chosen].stream: triggers[chosen].probability * own[triggers[chosen].stream]}


def given_none(triggers: Sequence[Trigger], chance: Chance) -> dict[str, float]:
    """Uniform numbers of the triggers, drawn given that none happens."""
    own = _own(triggers, chance)
    return {t.stream: t.probability + (1.0 - t.probability) * own[t.stream] for t in triggers}


def _own(triggers: Sequence[Trigger], chance: Chance) -> dict[str, float]:
    streams = [trigger.stream for trigger in triggers]
    return dict(zip(streams, chance.uniforms(streams, 0, 1)[:, 0].tolist(), strict=True))


def outage_time(scenario: Scenario, names: Sequence[str], seed: int, replications: int) -> NDArray[np.float64]:
    """Time that disruptions last, less what is expected, d: its mean over chance is zero.

    Of one that happens once, the length that the horizon leaves it. Of one that comes at a rate, the lengths of all,
    less the rate times the time in which one could begin times the mean length: a martingale at the horizon, and so of
    mean zero whatever the lengths are. In a climate, days of risk take the place of that time, and the mean is zero
    whatever the climate does. What follows another is left out.

    Returns
    -------
    ndarray, shape (replications,)
    """
    found = np.zeros(replications)
    known: tuple[Scenario, float] | None = None
    for number in range(replications):
        chance = Chance(seed, number)
        plain = realised(scenario, chance)
        heads = {name: plain.disruptions[name] for name in sorted(names) if plain.disruptions[name].after is None}
        if known is None or known[0] is not plain:
            known = (plain, math.fsum(_expected(plain, one) for one in heads.values()))
        for name, one in heads.items():
            found[number] += _once(plain, one, name, chance) if one.rate is None else _often(plain, one, name, chance)
        found[number] -= known[1]
    return found


def _once(scenario: Scenario, disruption: Any, name: str, chance: Chance) -> float:
    odds = float(disruption.probability)
    if odds < 1.0 and chance.value(f"disruption:{name}/coin", COIN) >= odds:
        return 0.0
    room = _room(scenario, disruption)
    lasts = room if disruption.lasts is None else chance.value(f"disruption:{name}/lasts", disruption.lasts)
    return max(0.0, min(lasts, room))


def _room(scenario: Scenario, disruption: Any) -> float:
    """Longest time that counts: what the horizon leaves after a fixed start, or any where the start is drawn."""
    starts = disruption.starts.resolve(scenario.start) if isinstance(disruption.starts, Moment) else 0.0
    if isinstance(starts, Distribution):
        return math.inf if disruption.lasts is not None else 0.0
    return max(0.0, float(scenario.horizon) - max(0.0, float(starts)))


def _expected(scenario: Scenario, disruption: Any) -> float:
    """Mean of the time that a disruption which happens once takes."""
    if disruption.rate is not None:
        return 0.0
    room, law = _room(scenario, disruption), disruption.lasts
    if isinstance(law, Distribution) and math.isfinite(room):
        u = (np.arange(_GRID) + 0.5) / _GRID
        lasts = float(np.minimum(np.maximum(law.ppf(u), 0.0), room).mean())
    else:
        lasts = room if law is None else min(mean(law), room)
    return float(disruption.probability) * lasts


def _often(scenario: Scenario, disruption: Any, name: str, chance: Chance) -> float:
    """Lengths of what comes at a rate, less their expectation as it goes."""
    horizon, yearly = float(scenario.horizon), float(disruption.rate)
    length = mean(disruption.lasts) if disruption.lasts is not None else horizon
    if yearly <= 0.0:
        return 0.0
    gap = Distribution("exponential", (("mean", 365.0 / yearly),))
    exposure = exposure_of(scenario, disruption.climate, chance)
    clock = free = lasted = 0.0
    for number in range(1_000_000):
        wait = risk = chance.value(f"disruption:{name}/gap", gap, number)
        if exposure is not None:
            wait = exposure.wait(clock, risk)
        if clock + wait >= horizon:
            rest = horizon - clock if exposure is None else exposure.until(horizon) - exposure.until(clock)
            return lasted - yearly / 365.0 * (free + max(0.0, rest)) * length
        lasts = chance.value(f"disruption:{name}/lasts", disruption.lasts, number) if disruption.lasts else horizon
        free, lasted = free + risk, lasted + lasts
        clock += wait + lasts
    return 0.0
