"""Relations of sums: Little's law on every lane (R2), units (R3), and bounds that no plan can pass (R10)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from networks import Table, scenarios, single_paths
from plays import budget, make

import disruptsim as ds
from disruptsim.network.capacity import capacity
from disruptsim.world import kinds as k

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


@given(scenarios())
@budget(40)
def test_littles_law_holds_on_every_lane(tables: Table) -> None:
    """R2: mean in transit x length of the run = sum of the times under way, told from a log, for whatever is lost or sent
    back too; what is still under way counts up to the horizon."""
    sim = ds.simulation(make(tables), seed=3)
    horizon = sim.horizon
    under_way = np.zeros(
        len(sim.world.lanes)
    )  # sum of tonnes x the time from an entry, less from an exit, to the horizon
    for shipment in sim.world.shipments:
        under_way[shipment.lane] += shipment.tonnes * horizon
    signs = {k.SAID_DEPARTED: 1.0, k.SAID_ARRIVED: -1.0, k.SAID_LOST: -1.0, k.SAID_RETURNED: -1.0}

    def hear(what: int, subject: int, amount: float) -> None:
        if what in signs:
            under_way[subject] += signs[what] * amount * (horizon - sim.now)

    sim.world.run.tracing, sim.world.say = 1, hear
    outcome = sim.run()
    assert outcome is not None
    scale = 1.0 + np.abs(under_way).max(initial=0.0)
    assert np.abs(outcome.mean_in_transit * horizon - under_way).max(initial=0.0) <= 1e-9 * scale * 100


UNITS = {"t/d": ("kg/h", 1000.0 / 24.0), "t": ("kg", 1000.0), "d": ("h", 24.0)}


def in_other_units(value: Any) -> Any:
    """The same tables with every tonne in kilograms and every day in hours."""
    if isinstance(value, dict):
        return {key: in_other_units(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_other_units(inner) for inner in value]
    found = re.fullmatch(r"(-?[\d.]+(?:e[+-]?\d+)?) (t/d|t|d)", value) if isinstance(value, str) else None
    if found is None:
        return value
    unit, factor = UNITS[found[2]]
    return f"{float(found[1]) * factor!r} {unit}"


def test_units_change_nothing() -> None:
    """R3: in kilograms and hours instead of tonnes and days, the same replications."""
    scenario = ds.load(SMALL)
    tables = scenario.to_dict()
    changed = in_other_units(tables)
    assert changed["horizon"].endswith(" h")
    assert "kg/h" in str(changed["sites"])
    one = ds.run(scenario, 8, 2, workers=1)
    other = ds.run(ds.Scenario.from_dict(changed), 8, 2, workers=1)
    assert other.scenario.digest != "" and other.subjects == one.subjects
    assert np.array_equal(one.states, other.states)
    assert other.values == pytest.approx(one.values, rel=1e-6, abs=1e-6)


def most_served(tables: Table) -> float:
    """The best that any plan could serve on a chain without a choice: what each stage has had by the horizon at most.

    The optimum of the time-expanded programme of a path: a stage makes at most its capacity in the time that is left to
    it, and at most what has come in.
    """
    sites, lanes = tables["sites"], tables["lanes"]

    def number(text: str) -> float:
        return float(text.split(maxsplit=1)[0])

    def made_by(place: int, time: float) -> float:
        """Most that leaves the stage at a place of the chain by a time."""
        name = lanes[place]["from"]
        site = sites[name]
        work = max(0.0, time - number(site["processing"]))
        made = number(site["capacity"]) * work
        if place > 0:
            came = made_by(place - 1, work - number(lanes[place - 1]["lead_time"])) if work > 0 else 0.0
            made = min(made, came + number(site["initial"][lanes[place - 1]["material"]]))
        return made

    market, last = sites["market"], len(lanes) - 1
    horizon = number(tables["horizon"])
    stock = number(next(iter(market["initial"].values())))
    came = made_by(last, horizon - number(lanes[last]["lead_time"]))
    return min(number(market["rate"]) * horizon, stock + came)


@given(single_paths())
@budget(80)
def test_nothing_serves_more_than_the_best_plan(tables: Table) -> None:
    """R10: neither than the time-expanded optimum, nor than maximum flow over the run with the opening stock."""
    scenario = make(tables)
    outcome = ds.simulation(scenario).run()
    assert outcome is not None
    served = float(outcome.served[outcome.market("market")])
    assert served <= most_served(tables) * (1.0 + 1e-9) + 1e-6
    opening = sum(float(stock.value) for site in scenario.sites.values() for stock in site.initial.values())
    assert served <= capacity(scenario).delivered * outcome.horizon + opening + 1e-6


@given(scenarios(disrupted=False))
@budget(40)
def test_nothing_serves_more_than_it_is_asked_for(tables: Table) -> None:
    outcome = ds.simulation(make(tables), seed=3).run()
    assert outcome is not None
    assert (outcome.served <= outcome.demanded * (1.0 + 1e-9) + 1e-6).all()
