"""Relations that hold for every scenario with an economy: mass, ledgers, and what must change nothing at all."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

import numpy as np
import pytest
from audits import Audit
from hypothesis import given
from hypothesis import strategies as st
from networks_economy import economic_scenarios
from plays import Table, assert_same, budget, make, play, thorough

import disruptsim as ds
from disruptsim.clocks.arrays import GROWING, Arrays
from disruptsim.clocks.simpy_clock import Simulation
from disruptsim.scenario.realise import at_means
from disruptsim.world.opening import TWIN
from disruptsim.world.outcome import Outcome


def assert_same_books(one: Outcome, other: Outcome) -> None:
    """Two runs agree bit for bit, in prices and money too."""
    assert_same(one, other)
    assert (one.books is None) == (other.books is None)
    if one.books is None or other.books is None:
        return
    for field in dataclasses.fields(one.books):
        if field.name == "adopted":
            continue  # when a policy works from: what is compared here is what it does
        x, y = getattr(one.books, field.name), getattr(other.books, field.name)
        assert np.array_equal(x, y, equal_nan=True) if isinstance(x, np.ndarray) else x == y, field.name


class Economics(Audit):
    """Without what spoils and what is saved, which the accounts of single holdings do not know."""

    def check_holdings(self) -> None:
        pass

    def check_signs(self) -> None:
        """A stockpile may crowd out cover of its beneficiaries' own, but not more than there is."""
        crowded = {}
        for rank, holding in enumerate(self.sim.world.holdings):
            if holding.added_cover < 0.0:
                assert holding.cover + holding.added_cover >= -1e-9, (self.sim.now, rank)
                crowded[rank], holding.added_cover = holding.added_cover, 0.0
        super().check_signs()
        for rank, days in crowded.items():
            self.sim.world.holdings[rank].added_cover = days


def audit(tables: Table, every: int) -> None:
    scenario = make(tables)
    for policy in ["none", *scenario.policies]:
        sim = ds.simulation(scenario, 1, 0, policy)
        look, count = Economics(sim), 0
        while sim.env.peek() < sim.horizon:
            sim.step()
            count += 1
            if count % every == 0:
                look.check()
        sim.run()
        look.check()


@given(economic_scenarios())
@budget(15)
def test_mass_signs_and_ledgers_hold_after_every_event(tables: Table) -> None:
    """Ledgers are held against each other at the end of every run, to the cent."""
    audit(tables, 1)


@pytest.mark.slow
@given(economic_scenarios())
@thorough(500)
def test_mass_signs_and_ledgers_hold_on_many_scenarios(tables: Table) -> None:
    audit(tables, 10)


@given(economic_scenarios(disrupted=False))
@budget(30)
def test_without_disruptions_and_policies_a_run_is_its_twin(tables: Table) -> None:
    scenario = make(tables)
    assert_same_books(play(scenario), play(scenario, future=TWIN))


def late(tables: Table) -> Table:
    """Adopt what needs an economy after the end of the run; other policies are left out, and what names them."""
    found = copy.deepcopy(tables)
    found["policies"] = {name: found["policies"][name] for name in ("border", "industry") if name in found["policies"]}
    for policy in found["policies"].values():
        policy["adopted"] = {"promised": found["horizon"]}
    gone = set(tables["policies"]) - set(found["policies"])
    return _without(found, {n for n, d in tables["disruptions"].items() if d.get("after") in gone})


def _without(tables: Table, gone: set[str]) -> Table:
    """Leave disruptions out, with all that follows or names them."""
    while True:
        named = {
            n
            for n, d in tables["disruptions"].items()
            for field in ("after", "control", "licence")
            if d.get(field) in gone
        }
        if named <= gone:
            break
        gone |= named
    tables["disruptions"] = {n: d for n, d in tables["disruptions"].items() if n not in gone}
    for future in tables.get("futures", {}).values():
        future["disruptions"] = [name for name in future["disruptions"] if name not in gone]
    return tables


@given(economic_scenarios())
@budget(30)
def test_a_policy_that_comes_after_the_end_changes_nothing(tables: Table) -> None:
    scenario = make(late(tables))
    none = play(scenario)
    for policy in scenario.policies:
        assert_same_books(play(scenario, policy), none)


def nothings(tables: Table) -> dict[str, Table]:
    """What actors do of no strength, no length, or no date within the run."""
    maker = next(s for s in tables["sites"].values() if "price" in tables["materials"].get(s.get("makes", ""), {}))
    projects = [name for name, site in tables["sites"].items() if "project" in site]
    floors = {maker["makes"]: "1 MUSD/t"}
    bases: dict[str, Table] = {
        "dumping": {
            "kind": "dumping",
            "actor": maker["country"],
            "materials": [maker["makes"]],
            "squeeze": {"passes": 0.0},
        },
        "tariff": {"kind": "tariff", "importers": ["bloc", "AA"], "floors": floors},
    }
    found: dict[str, Table] = {
        "free border": {**bases["tariff"], "floors": {maker["makes"]: "0 USD/t"}, "starts": "day 9"}
    }
    if projects:
        bases["technology"] = {"kind": "technology_control", "sites": projects, "slows": 0.0}
        found["full speed"] = {**bases["technology"], "slows": 1.0, "starts": "day 9"}
    for name, base in bases.items():
        found[f"{name} of no length"] = {**base, "starts": "day 30", "lasts": "0 d"}
        found[f"{name} after the end"] = {**base, "starts": "day 500"}
        found[f"{name} that never comes"] = {**base, "starts": "day 30", "probability": 0.0}
        found[f"{name} at rate 0"] = {**base, "rate": "0 1/yr", "lasts": "9 d"}
    return found


@given(economic_scenarios())
@budget(25)
def test_strategies_of_nothing_are_nothing(tables: Table) -> None:
    """Under `none` such a run is the undisturbed twin bit for bit."""
    scenario = make({**tables, "disruptions": nothings(tables), "policies": {}, "futures": {}})
    assert_same_books(play(scenario), play(scenario, future=TWIN))


@given(economic_scenarios(), st.data())
@budget(25)
def test_a_policy_that_is_not_asked_for_moves_no_draw(tables: Table, data: Any) -> None:
    """What is asked for goes as it goes where no other policy is there."""
    kept = data.draw(st.sampled_from(sorted({"border", "industry"} & set(tables["policies"]))))
    gone = {n for n, d in tables["disruptions"].items() if d.get("after") in set(tables["policies"]) - {kept}}
    whole = _without(copy.deepcopy(tables), gone)
    alone = {**whole, "policies": {kept: whole["policies"][kept]}}
    for policy in ("none", kept):
        assert_same_books(play(whole, policy), play(alone, policy))


def many(tables: Table, copies: int) -> Table:
    """The same network several times over, side by side: controls and strategies act on all at once."""
    found = copy.deepcopy(tables)
    for n in range(copies):
        names = {name: f"{name}_{n}" for name in tables["sites"]}
        for name, site in copy.deepcopy(tables["sites"]).items():
            for field in ("follows",):
                if field in site:
                    site[field] = {names[market]: ratio for market, ratio in site[field].items()}
            if "after" in site.get("project", {}):
                site["project"]["after"] = names[site["project"]["after"]]
            found["sites"][names[name]] = site
        for lane in copy.deepcopy(tables["lanes"]):
            lane |= {"from": names[lane["from"]], "to": names[lane["to"]]}
            if "name" in lane:
                lane["name"] += f"_{n}"
            found["lanes"].append(lane)
    return found


def additions(sim: Simulation) -> dict[str, int]:
    """Most that one event added to each table that grows."""
    world, most = sim.world, dict.fromkeys(GROWING, 0)

    def sizes() -> dict[str, int]:
        posted = next(world.serial)  # takes a number, so every look adds one
        grown = {name: len(getattr(world, name)) for name in GROWING if name not in ("heap", "marks")}
        return {"heap": posted, "marks": len(world.marks) // 4, **grown}

    before = sizes()
    while sim.env.peek() < sim.horizon:
        sim.step()
        after = sizes()
        most = {name: max(most[name], after[name] - before[name] - (name == "heap")) for name in GROWING}
        before = after
    return most


@given(economic_scenarios())
@budget(6)
def test_tables_have_room_for_what_one_event_adds(tables: Table) -> None:
    """All prices move at one event, and with them every market, plant, project and strategy."""
    scenario = at_means(make(many(tables, 8)))
    for policy in ["none", *scenario.policies]:
        sim = ds.simulation(scenario, 1, 0, policy)
        rooms = Arrays(ds.simulation(scenario, 1, 0, policy).opening)._rooms
        for name, added in additions(sim).items():
            assert added <= rooms[name] - 64, (name, added, rooms[name])  # what is there beyond is for few records
