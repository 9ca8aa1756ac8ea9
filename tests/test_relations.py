"""Relations that hold in every model, on random scenarios with every kind of site, rule and disruption (R1, R4, R5)."""

from __future__ import annotations

import copy
import datetime as dt
import random

import numpy as np
import pytest
from audits import Audit, run_audited
from hand import lane, market, network, warehouse
from hypothesis import given
from hypothesis import strategies as st
from networks import Table, scenarios
from plays import assert_same, budget, make, play, shuffled, thorough

import disruptsim as ds
from disruptsim.montecarlo.result import Result


def policies(scenario: ds.Scenario) -> list[str]:
    return ["none", *sorted(scenario.policies)]


def check_mass(tables: Table, every: int) -> None:
    scenario = make(tables)
    for policy in policies(scenario):
        run_audited(ds.simulation(scenario, policy=policy), every)


@given(scenarios())
@budget(40)
def test_mass_and_signs_hold_after_every_event(tables: Table) -> None:
    """R1 with an audit after each event: per material, per holding, what is under way, and no amount below zero."""
    check_mass(tables, every=1)


@given(scenarios())
@budget(300)
def test_mass_and_signs_hold_at_the_end(tables: Table) -> None:
    """R1 on more scenarios, looked at now and then and at the end."""
    check_mass(tables, every=400)


@pytest.mark.slow
@given(scenarios())
@thorough(10_000)
def test_mass_and_signs_hold_on_many_scenarios(tables: Table) -> None:
    check_mass(tables, every=7)


@pytest.mark.parametrize(
    ("group", "field"),
    [
        ("holdings", "on_hand"),
        ("materials", "made"),
        ("lanes", "in_transit"),
        ("holdings", "ordered"),
        ("orders", "sent"),
    ],
)
def test_an_audit_sees_what_is_wrong(group: str, field: str) -> None:
    """A tonne too much or too little, in any of the accounts, is noticed."""
    sites = {"W": warehouse(), "M": market()}
    for wrong in (1.0, -1e6):
        sim = ds.simulation(make(network(100, sites, [lane()])))
        audit = Audit(sim)
        sim.run(until=50.0)
        audit.check()
        record = getattr(sim.world, group)[0]
        setattr(record, field, getattr(record, field) + wrong)
        if (group, wrong) != ("orders", 1.0):
            with pytest.raises(AssertionError):
                audit.check()


def assert_same_scenario(tables: Table, seed: int) -> None:
    other = shuffled(tables, random.Random(seed))
    one, two = make(tables), make(other)
    assert one.digest == two.digest
    for policy in policies(one):
        assert_same(play(one, policy), play(two, policy))
    assert ds.run(one, 2, 5, workers=1).digest == ds.run(two, 2, 5, workers=1).digest


@given(scenarios(), st.integers(0, 2**32))
@budget(40)
def test_order_of_entries_changes_nothing(tables: Table, seed: int) -> None:
    """R4: the order in which a file lists things is no information."""
    assert_same_scenario(tables, seed)


@pytest.mark.slow
@given(scenarios(), st.integers(0, 2**32))
@thorough(2000)
def test_order_of_entries_changes_nothing_on_many_scenarios(tables: Table, seed: int) -> None:
    assert_same_scenario(tables, seed)


def test_order_of_lanes_decides_no_tie() -> None:
    """R4 where it could bite: two lanes compete for the same tonnes at the same instant, listed either way."""
    sites: Table = {"mine": {"kind": "mine", "country": "AA", "makes": "ore", "capacity": "3 t/d", "campaign": "1 d"}}
    lanes = []
    for name in ("left", "right"):
        sites[name] = {
            "kind": "market",
            "country": "BB",
            "demands": "ore",
            "rate": "3 t/d",
            "replenish": {"offset": "0 d"},
        }
        lanes.append({"material": "ore", "from": "mine", "to": name, "lead_time": "2 d"})
    tables = {"name": "tie", "start": dt.date(2026, 1, 1), "horizon": "100 d", "sites": sites, "lanes": lanes}
    assert_same(play(tables), play({**tables, "lanes": lanes[::-1], "sites": dict(reversed(sites.items()))}))


def assert_old_rows_equal(before: Result, after: Result) -> None:
    """Every row of the first result stands in the second, bit for bit."""
    for policy, future in before.cases:
        old, new = before.case(policy, future), after.case(policy, future)
        assert np.array_equal(before.triggers[:, old], after.triggers[:, new])
        for row, subject in enumerate(before.subjects):
            if subject.kind == "network":
                continue  # a tier with a spare site is another tier
            there = after.subject(subject.name, subject.kind)
            assert np.array_equal(before.values[:, old, row], after.values[:, new, there]), (policy, subject.name)
            assert np.array_equal(before.states[:, old, row], after.states[:, new, there]), (policy, subject.name)


def with_traffic(tables: Table) -> Table:
    """The scenario with a mine and a market of another material that trade with each other alone."""
    sites = {
        "a far mine": {"kind": "mine", "country": "ZZ", "makes": "sand", "capacity": "9 t/d", "campaign": "2 d"},
        "a far market": {
            "kind": "market",
            "country": "ZZ",
            "demands": "sand",
            "rate": "5 t/d",
            "replenish": {"review": "3 d"},
        },
    }
    lead = {"uniform": {"low": "1 d", "high": "9 d"}}
    far = {"material": "sand", "from": "a far mine", "to": "a far market", "lead_time": lead}
    return {**copy.deepcopy(tables), "sites": {**tables["sites"], **sites}, "lanes": [*tables["lanes"], far]}


@given(scenarios())
@budget(40)
def test_traffic_elsewhere_changes_nothing(tables: Table) -> None:
    """R5: what goes on in a part of the world that has nothing to do with the rest leaves it as it is, bit for bit."""
    before, after = make(tables), make(with_traffic(tables))
    for policy in policies(before):
        one, two = play(before, policy), play(after, policy)
        for name, site in before.sites.items():
            if site.kind == "market":
                assert np.array_equal(one.curve(name), two.curve(name)), name
            assert one.made_by(name) == two.made_by(name), name
            assert np.array_equal(one.stops_of(name), two.stops_of(name)), name


@pytest.mark.parametrize("traffic", [False, True])
def test_traffic_elsewhere_decides_no_tie(traffic: bool) -> None:
    """R5 where it could bite: goods of two lanes reach a plant at one instant, and what comes first is all that its next
    campaign takes. A has 30% and 10 d of way, B 70% and 5 d: S = 1 x (6.5 + 5) = 11.5 t. On day 0 A sends 3.45 t and
    B 8.05, which are made to metal from day 5 on; so on day 5 B sends 70% of 8.05 t again. On day 10 both come. In the
    order of names A's 3.45 t are first and are made in 0.345 d: 11.5 t by day 10.4, with or without ships elsewhere."""
    plant = {"kind": "refinery", "country": "BB", "makes": "metal", "needs": {"ore": 1.0}, "capacity": "10 t/d",
             "campaign": "10 d", "minimum_run": 0.01, "storage": {"metal": "1 Mt"}, "cover": {"ore": "0 d"},
             "replenish": {"review": "5 d", "offset": "0 d"}}  # fmt: skip
    sites: Table = {"A": warehouse(), "B": warehouse(), "P": plant, "M": market(demands="metal", stock=100, cover=100)}
    lanes = [lane("A", "P", lead=10, share=0.3), lane("B", "P", lead=5, share=0.7), lane("P", "M", "metal")]
    if traffic:
        sites |= {"0 far": warehouse(makes="sand"), "N": market(demands="sand", stock=0)}
        lanes.append(lane("0 far", "N", "sand", lead=2))
    assert play(network(10.4, sites, lanes)).made_by("P") == pytest.approx(11.5)


def spare_lane(tables: Table) -> Table:
    """A second lane beside the first one, dormant for ever."""
    first = tables["lanes"][0]
    return {"name": "a spare lane", "material": first["material"], "from": first["from"], "to": first["to"],
            "share": 0.0, "target_share": 0.0, "lead_time": {"uniform": {"low": "1 d", "high": "9 d"}}}  # fmt: skip


def with_spare_parts(tables: Table) -> dict[str, Table]:
    """The scenario with one more entity that nothing uses, of each kind."""
    country = tables["sites"]["mine0"]["country"]
    # In a country of its own: a spare mine under the same production quota would have a share of it; and a stage of its own.
    mine = {
        "kind": "mine",
        "country": "ZZ",
        "makes": "ore",
        "stage": "spare",
        "capacity": "1 t/d",
        "processing": {"exponential": {"mean": "5 d"}},
    }
    buyer = next(name for name, site in sorted(tables["sites"].items()) if site["kind"] == "market")
    material = tables["sites"][buyer]["demands"]
    event = {
        "kind": "ban",
        "actor": country,
        "materials": ["ore"],
        "starts": "day 600",
        "lasts": {"exponential": {"mean": "9 d"}},
    }
    changes: dict[str, Table] = {
        "lane": {"lanes": [*tables["lanes"], spare_lane(tables)]},
        "site": {"sites": {**tables["sites"], "a spare mine": mine}},
        "event": {"disruptions": {**tables["disruptions"], "a late ban": event}},
        "policy": {
            "policies": {**tables["policies"], "a policy": {"buffer": {"materials": [material], "cover": "+9 d"}}}
        },
        "chokepoint": {
            "chokepoints": {**tables["chokepoints"], "a strait": {"detour": {"exponential": {"mean": "9 d"}}}}
        },
    }
    return {what: {**copy.deepcopy(tables), **change} for what, change in changes.items()}


@given(scenarios())
@budget(25)
def test_spare_parts_change_nothing(tables: Table) -> None:
    """R5: an entity that nothing uses moves no draw and no result of anybody else, bit for bit."""
    before = ds.run(make(tables), 1, 3, workers=1)
    for what, changed in with_spare_parts(tables).items():
        try:
            assert_old_rows_equal(before, ds.run(make(changed), 1, 3, workers=1))
        except AssertionError as error:
            raise AssertionError(f"a spare {what} changes results: {error}") from error


def test_a_lane_that_is_used_does_change_results() -> None:
    """The comparison of spare parts can fail: the same lane with a share changes a market's rows."""
    tables: Table = {
        "name": "small", "start": dt.date(2026, 1, 1), "horizon": "100 d",
        "sites": {
            "mine0": {"kind": "mine", "country": "AA", "makes": "ore", "capacity": "2 t/d"},
            "market0": {"kind": "market", "country": "BB", "demands": "ore", "rate": "2 t/d"},
        },
        "lanes": [{"material": "ore", "from": "mine0", "to": "market0", "lead_time": "3 d"}],
        "disruptions": {"ban": {"kind": "ban", "actor": "AA", "materials": ["ore"], "starts": "day 40", "recall": "lost"}},
    }  # fmt: skip
    used = {**spare_lane(tables), "share": 0.5, "lead_time": "20 d"}
    with pytest.raises(AssertionError):
        assert_old_rows_equal(ds.run(make(tables), 1), ds.run(make({**tables, "lanes": [*tables["lanes"], used]}), 1))
