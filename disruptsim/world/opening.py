"""The world of one run, opened from a blueprint: records copied, disruptions and policy added, nothing run yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from disruptsim.scenario.scenario import Scenario
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate
from disruptsim.world.hazards import Hazards
from disruptsim.world.reserves import add_reserves, contract_with_stockpiles
from disruptsim.world.timeline import draw_failures, draw_timeline
from disruptsim.world.world import Agenda, World

TWIN = "twin"
GROUPS = (
    "materials", "sites", "lines", "holdings", "lanes", "orders", "shipments", "lots", "vias", "chokepoints",
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
        if group not in plan.rows:
            records = getattr(plan.world, group)
            kind: Any = type(records[0]) if records else object
            names = [field.name for field in dataclasses.fields(kind)] if records else []
            plan.rows[group] = kind, [tuple(getattr(record, name) for name in names) for record in records]
        self._kind, self._rows = plan.rows[group]
        self.own: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rank: Any) -> Any:
        found = self.own.get(rank)
        if found is None:
            found = self.own[rank] = self._kind(*self._rows[rank])
        return found

    def all(self) -> list[Any]:
        """All of them, as a plain list."""
        own, kind = self.own, self._kind
        return [own[rank] if rank in own else kind(*row) for rank, row in enumerate(self._rows)]


def futures_of(scenario: Scenario) -> dict[str, list[str]]:
    """Disruptions of each future; one future, ``all``, where none is named."""
    if not scenario.futures:
        return {"all": sorted(scenario.disruptions)}
    return {name: sorted(future.disruptions) for name, future in scenario.futures.items()}


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
    """

    plan: Blueprint
    world: World
    fate: Fate
    hazards: Hazards
    trigger: float


def open_world(plan: Blueprint, fate: Fate, policy: str, future: str) -> Opening:
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
    """
    base, world, scenario = plan.world, World(), plan.scenario
    world.run = dataclasses.replace(base.run)
    for group in GROUPS:
        setattr(world, group, Copies(plan, group))
    world.inbound, world.outbound = base.inbound, base.outbound
    world.agenda = list(base.agenda)
    fate.begin_with(plan.laws)
    contract_with_stockpiles(plan, world, policy)
    hazards = Hazards(plan, world, fate)
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
        instances = draw_timeline(scenario, futures_of(scenario)[future], fate.chance, calm=False)
        hazards.add_all(instances, dict(scenario.disruptions))
        trigger = min((i.starts for i in instances if (i.name, i.number) in hazards.places), default=trigger)
    add_reserves(plan, world, fate, policy, hazards.control_ranks)
    return Opening(plan, world, fate, hazards, trigger)


def copy_all(world: World) -> None:
    """Have all records of an opened world as plain lists."""
    for group in GROUPS:
        copies = getattr(world, group)
        if isinstance(copies, Copies):
            setattr(world, group, copies.all())
