"""The world of one run, opened from a blueprint: records copied, disruptions and policy added, nothing run yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from disruptsim.scenario.scenario import Scenario
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.hazards import Hazards
from disruptsim.world.instruments import sharing
from disruptsim.world.reserves import add_reserves, adoption, bundle, contract_with_stockpiles
from disruptsim.world.timeline import draw_failures, draw_timeline
from disruptsim.world.world import Agenda, World

TWIN, CALM = "twin", "calm"
GROUPS = (
    "materials", "sites", "lines", "holdings", "lanes", "orders", "alternatives", "tallies", "samples", "follows",
    "intakes", "pledges", "shipments", "lots", "vias", "chokepoints",
    "prices", "quotes", "trades", "evasions", "responses", "thrifts", "firms", "projects", "accounts",
)  # fmt: skip


class Copies(Sequence[Any]):
    """Records like those of a blueprint, each copied when it is first looked at.

    Opening a world touches few of them, and a clock that copies all at once need not make the rest.

    Attributes
    ----------
    own : dict of int to record
        Those that were looked at, and may differ.
    """

    def __init__(self, plan: Blueprint, group: str) -> None:
        self._plan, self._group = plan, group
        self._records: list[Any] = getattr(plan.world, group)
        self.own: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, rank: Any) -> Any:
        found = self.own.get(rank)
        if found is None:
            record = self._records[rank]
            kind: Any = type(record)
            found = self.own[rank] = kind(*_fields(kind)(record))
        return found

    def all(self) -> list[Any]:
        """All of them, as a plain list."""
        if not self._records:
            return []
        kind: Any = type(self._records[0])
        rows = self._plan.rows.get(self._group)
        if rows is None:
            rows = self._plan.rows[self._group] = list(map(_fields(kind), self._records))
        own = self.own
        return [own[rank] if rank in own else kind(*row) for rank, row in enumerate(rows)]


@cache
def _fields(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the fields of a record of some kind; each kind has two at least."""
    return attrgetter(*(field.name for field in dataclasses.fields(kind)))


def futures_of(scenario: Scenario) -> dict[str, list[str]]:
    """Disruptions of each future; one future, ``all``, where none is named.

    Where there is an economy and a policy, one more without disruptions, ``calm``, is there for what policies cost when
    nothing happens; unless the scenario has a future of that name.
    """
    found = {name: sorted(future.disruptions) for name, future in scenario.futures.items()}
    found = found or {"all": sorted(scenario.disruptions)}
    return {**found, CALM: found.get(CALM, [])} if scenario.economy is not None and scenario.policies else found


@dataclasses.dataclass(slots=True)
class Opening:
    """A world that is ready to run, and what made it.

    Attributes
    ----------
    plan : Blueprint
    world : World
    fate : Fate
        Its chance.
    hazards : Hazards
        Adds further disruptions, for a user's own processes.
    trigger : float
        Earliest effect of a disruption, d; NEVER if there is none.
    adopted : float
        When the last part of its policy is adopted, d; NEVER if that never is, or there is none.
    """

    plan: Blueprint
    world: World
    fate: Fate
    hazards: Hazards
    trigger: float
    adopted: float


def open_world(plan: Blueprint, fate: Fate, policy: str, future: str, without: Collection[str] = ()) -> Opening:
    """Open the world of one run.

    Parameters
    ----------
    plan : Blueprint
        Left as it is.
    fate : Fate
        Chance of the replication.
    policy : str
        A policy, or ``none``.
    future : str
        A future, or ``twin`` for the undisturbed twin.
    without : collection of str
        Disruptions that are left out; what follows them does not happen either.
    """
    base, world, scenario = plan.world, World(), plan.scenario
    world.run, world.money = dataclasses.replace(base.run), dataclasses.replace(base.money)
    for group in GROUPS:
        setattr(world, group, Copies(plan, group))
    world.inbound, world.outbound = base.inbound, base.outbound
    world.stocked, world.routes = base.stocked, base.routes
    world.agenda = list(base.agenda)
    fate.begin_with(plan.laws)
    contract_with_stockpiles(plan, world, policy)
    hazards = Hazards(plan, world, fate)
    parts = bundle(scenario, policy)
    dates = {name: adoption(scenario, name, part, fate) for name, part in parts}
    hazards.sharing = sharing([one for one in parts if dates[one[0]] < world.run.horizon], plan)
    calm = draw_timeline(scenario, sorted(scenario.controls), fate.chance, calm=True)
    hazards.add_all(calm, dict(scenario.controls), calm=True)
    for rank, name in enumerate(plan.layout.sites):
        for starts, lasts in draw_failures(scenario, name, fate.chance):
            failures = scenario.sites[name].failures
            assert failures is not None
            left = float(failures.capacity_left)
            place = hazards.add_outage(r.Outage(starts=starts, lasts=lasts, left=left), [rank])
            world.agenda.append(Agenda(starts, *place, 0.0))
    trigger = float("inf")
    if future != TWIN:
        named = [name for name in futures_of(scenario)[future] if not _left_out(scenario, name, without)]
        instances = draw_timeline(scenario, named, fate.chance, calm=False, dates=dates)
        hazards.add_all(instances, dict(scenario.disruptions))
        trigger = min((i.starts for i in instances if (i.name, i.number) in hazards.places), default=trigger)
    add_reserves(plan, world, fate, policy, hazards.control_ranks)
    return Opening(plan, world, fate, hazards, trigger, max(dates.values(), default=float("inf")))


def _left_out(scenario: Scenario, name: str | None, without: Collection[str]) -> bool:
    """Whether a disruption, or one that it follows, is left out."""
    while name is not None:
        if name in without:
            return True
        name = scenario.disruptions[name].after if name in scenario.disruptions else None
    return False


def copy_all(world: World) -> None:
    """Have all records of an opened world as plain lists."""
    for group in GROUPS:
        copies = getattr(world, group)
        if isinstance(copies, Copies):
            setattr(world, group, copies.all())
