"""When disruptions happen in one replication: drawn before it runs.

Each *instance* has its number within its disruption, and its chance is keyed by both, so that nothing else in
the scenario can move it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from disruptsim.scenario.distributions import Distribution
from disruptsim.scenario.quantities import Moment
from disruptsim.scenario.scenario import Scenario
from disruptsim.scenario.schema.disruptions import ControlBase, DisruptionBase
from disruptsim.world.chance import Chance
from disruptsim.world.climate import Exposure, exposure_of
from disruptsim.world.kinds import NEVER

COIN = Distribution("uniform", (("low", 0.0), ("high", 1.0)))
_MOST_INSTANCES = 1_000_000


@dataclass(frozen=True, slots=True)
class Instance:
    """One happening of a disruption.

    Attributes
    ----------
    name, number : str, int
        The disruption, and which of its happenings this is.
    announced, starts : float, d
        NEVER for one that follows another; then `delay` counts from `parent`.
    lasts : float, d
    delay : float, d
    parent : int
        Number of the parent's instance, or -1.
    """

    name: str
    number: int
    announced: float
    starts: float
    lasts: float
    delay: float = 0.0
    parent: int = -1

    @property
    def key(self) -> str:
        """Name of this happening, for its streams."""
        return f"{self.name}#{self.number}"


def draw_timeline(
    scenario: Scenario, names: list[str], chance: Chance, *, calm: bool, dates: Mapping[str, float] | None = None
) -> list[Instance]:
    """Draw the happenings of named disruptions, or of calm's own controls.

    Parents come before what follows them; a link whose coin says no is left out, and so is what would follow it.
    What follows a policy follows its adoption, at one of `dates`; where the policy is not there, it does not happen.
    """
    table: dict[str, Any] = dict(scenario.controls if calm else scenario.disruptions)
    found: dict[str, list[Instance]] = {
        policy: [Instance(policy, 0, date, date, NEVER)] for policy, date in (dates or {}).items()
    }
    exposures = {table[name].climate: exposure_of(scenario, table[name].climate, chance) for name in names}
    waiting = sorted(names)
    while waiting:
        ready = [name for name in waiting if table[name].after is None or table[name].after not in waiting]
        if not ready:
            break
        for name in ready:
            found[name] = _happenings(scenario, name, table[name], chance, found, exposures, calm, dates or {})
        waiting = [name for name in waiting if name not in ready]
    return [instance for name in found if name in table for instance in found[name]]


def _happenings(
    scenario: Scenario,
    name: str,
    disruption: DisruptionBase,
    chance: Chance,
    found: dict[str, list[Instance]],
    exposures: dict[str | None, Exposure | None],
    calm: bool,
    dates: Mapping[str, float],
) -> list[Instance]:
    horizon = float(scenario.horizon)
    if disruption.after is not None:
        return _following(name, disruption, chance, found.get(disruption.after, []), dates, horizon)
    if disruption.rate is not None:
        return _at_random(name, disruption, chance, exposures[disruption.climate], horizon)
    starts = _moment(scenario, disruption.starts, chance, f"disruption:{name}/starts") if disruption.starts else 0.0
    announced = starts
    if isinstance(disruption, ControlBase) and disruption.announced is not None:
        announced = min(starts, _moment(scenario, disruption.announced, chance, f"disruption:{name}/announced"))
    lasts = _lasts(name, disruption, chance, 0)
    if announced >= horizon or lasts <= 0.0 or not _happens(name, disruption, chance, 0):
        return []
    if not calm and starts < 0.0:
        lasts, starts = lasts + starts, 0.0
        if lasts <= 0.0:
            return []
    return [Instance(name, 0, max(0.0, announced), max(0.0, starts), lasts)]


def _following(
    name: str,
    disruption: DisruptionBase,
    chance: Chance,
    parents: list[Instance],
    dates: Mapping[str, float],
    horizon: float,
) -> list[Instance]:
    found = []
    for parent in parents:
        lasts = _lasts(name, disruption, chance, parent.number)
        if lasts > 0.0 and _happens(name, disruption, chance, parent.number):
            delay = chance.value(f"disruption:{name}/delay", disruption.delay, parent.number)
            if parent.name in dates:
                starts = parent.starts + delay
                if starts < horizon:
                    found.append(Instance(name, 0, starts, starts, lasts))
                continue
            found.append(Instance(name, parent.number, NEVER, NEVER, lasts, delay, parent.number))
    return found


def _at_random(
    name: str, disruption: DisruptionBase, chance: Chance, exposure: Exposure | None, horizon: float
) -> list[Instance]:
    """Happenings at a rate: what is drawn are days of risk, which are days where there is no climate."""
    yearly = float(disruption.rate)  # type: ignore[arg-type]
    instances: list[Instance] = []
    clock = 0.0
    gap = Distribution("exponential", (("mean", 365.0 / yearly),)) if yearly > 0 else None
    while gap is not None and len(instances) < _MOST_INSTANCES:
        number = len(instances)
        risk = chance.value(f"disruption:{name}/gap", gap, number)
        starts = clock + (risk if exposure is None else exposure.wait(clock, risk))
        if starts >= horizon:
            break
        lasts = _lasts(name, disruption, chance, number)
        instances.append(Instance(name, number, starts, starts, lasts))
        clock = starts + lasts
    return [i for i in instances if i.lasts > 0.0 and _happens(name, disruption, chance, i.number)]


def _lasts(name: str, disruption: DisruptionBase, chance: Chance, number: int) -> float:
    if disruption.lasts is None:
        return NEVER
    return chance.value(f"disruption:{name}/lasts", disruption.lasts, number)


def _happens(name: str, disruption: DisruptionBase, chance: Chance, number: int) -> bool:
    odds = float(disruption.probability)
    return odds >= 1.0 or chance.value(f"disruption:{name}/coin", COIN, number) < odds


def _moment(scenario: Scenario, moment: Moment, chance: Chance, name: str) -> float:
    return chance.value(name, moment.resolve(scenario.start))


def draw_failures(scenario: Scenario, site: str, chance: Chance) -> list[tuple[float, float]]:
    """Failures of a site itself on the calendar, as (start, length) in d: they begin in the stationary state.

    At the start the site is down with the long-run share of time that it is; the rest of that repair is drawn as a
    whole one, which is exact for exponential repairs.
    """
    failures = scenario.sites[site].failures
    if failures is None or failures.clock == "operating":
        return []
    horizon = float(scenario.horizon)
    up, down = _mean(failures.every), _mean(failures.repair)
    found: list[tuple[float, float]] = []
    clock = 0.0
    if down > 0 and chance.value(f"site:{site}/state", COIN) < down / (up + down):
        found.append((0.0, chance.value(f"site:{site}/repair", failures.repair, 0)))
        clock = found[0][1]
    first = len(found)
    for number in range(_MOST_INSTANCES):
        starts = clock + chance.value(f"site:{site}/failure", failures.every, number)
        if starts >= horizon:
            break
        found.append((starts, chance.value(f"site:{site}/repair", failures.repair, number + first)))
        clock = starts + found[-1][1]
    return [(starts, lasts) for starts, lasts in found if lasts > 0.0]


def _mean(value: Any) -> float:
    return value.mean if isinstance(value, Distribution) else float(value)
