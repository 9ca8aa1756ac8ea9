"""The world of one run, opened from a blueprint: records copied, disruptions and policy added, nothing run yet."""

from __future__ import annotations

import dataclasses
from typing import Any

from disruptsim.scenario.scenario import Scenario
from disruptsim.world import records as r
from disruptsim.world.blueprint import Blueprint
from disruptsim.world.fate import Fate, Reader
from disruptsim.world.hazards import Hazards
from disruptsim.world.reserves import add_reserves, contract_with_stockpiles
from disruptsim.world.timeline import draw_failures, draw_timeline
from disruptsim.world.world import Agenda, World

TWIN = "twin"
GROUPS = (
    "materials", "sites", "lines", "holdings", "lanes", "orders", "shipments", "lots", "vias", "chokepoints",
)  # fmt: skip


def _copies(plan: Blueprint, group: str) -> list[Any]:
    """Fresh records like those of the blueprint's world."""
    if group not in plan.rows:
        records: list[Any] = [plan.world.run] if group == "run" else getattr(plan.world, group)
        kind: Any = type(records[0]) if records else object
        names = [field.name for field in dataclasses.fields(kind)] if records else []
        plan.rows[group] = kind, [tuple(getattr(record, name) for name in names) for record in records]
    kind, rows = plan.rows[group]
    return [kind(*row) for row in rows]


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
    reader : Reader
        Where the run stands on the tapes of its fate.
    hazards : Hazards
        Adds further disruptions, for a user's own processes.
    trigger : float
        Earliest effect of a disruption, d; NEVER if there is none.
    """

    plan: Blueprint
    world: World
    reader: Reader
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
    (world.run,) = _copies(plan, "run")
    for group in GROUPS:
        setattr(world, group, _copies(plan, group))
    world.inbound, world.outbound = base.inbound, base.outbound
    world.agenda = list(base.agenda)
    for name, law, group, rank in plan.laws:
        getattr(world, group)[rank].stream = fate.stream(name, law)
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
    return Opening(plan, world, fate.reader(), hazards, trigger)
