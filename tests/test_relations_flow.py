"""Relations of quantities: more never hurts on a single path, halves make a whole, lengths and sums (R7, R9, R11, R12).

R7 is held on lanes without a capacity: one that sends a load every few days may have sent one load less at the very
moment that a ban begins, where it had waited for a fuller one.
"""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from networks import Table, scenarios, single_paths
from plays import budget, make, play

import disruptsim as ds
from disruptsim.measures.registry import OBSERVED
from disruptsim.world.opening import TWIN
from disruptsim.world.outcome import Outcome


def lost(tables: Table, **disruption: Any) -> float:
    disruptions = {"it": {**disruption, "starts": "day 60"}} if disruption else {}
    return play({**tables, "disruptions": disruptions}).lost("market")


def ban(days: float, **fields: Any) -> Table:
    return {"kind": "ban", "actor": "AA", "hoarding": 1.0, "lasts": f"{days} d", **fields}


def product(tables: Table) -> str:
    return str(tables["sites"]["market"]["demands"])


@given(single_paths(), st.integers(1, 100), st.integers(1, 100), st.sampled_from([0.0, 0.3, 0.8]))
@budget(60)
def test_a_shorter_or_softer_ban_never_hurts(tables: Table, length: int, more: int, passes: float) -> None:
    """R7: on a single path, a ban that is longer, or passes less, never lowers the loss of its target."""
    materials = {"materials": [product(tables)]}
    short = lost(tables, **ban(length, **materials))
    assert short <= lost(tables, **ban(length + more, **materials)) + 1e-6
    soft = lost(tables, **ban(length, passes=passes, **materials))
    assert soft <= short + 1e-6


@given(single_paths(), st.integers(1, 100), st.integers(1, 100), st.sampled_from([0.0, 0.5]))
@budget(60)
def test_a_faster_repair_never_hurts(tables: Table, length: int, more: int, left: float) -> None:
    """R7: a shorter outage of a maker, or one that leaves more capacity, never raises lost demand."""
    maker = {"kind": "outage", "sites": [f"{product(tables)}_maker"]}
    short = lost(tables, **maker, lasts=f"{length} d")
    assert short <= lost(tables, **maker, lasts=f"{length + more} d") + 1e-6
    assert lost(tables, **maker, lasts=f"{length} d", capacity_left=left) <= short + 1e-6


@given(single_paths(), st.integers(1, 100), st.integers(1, 100))
@budget(60)
def test_more_stock_never_hurts(tables: Table, length: int, more: int) -> None:
    """R7: more stock at the market at the start never raises lost demand."""
    material = product(tables)
    richer = copy.deepcopy(tables)
    tonnes = float(tables["sites"]["market"]["initial"][material][:-2])
    richer["sites"]["market"]["initial"] = {material: f"{tonnes + more} t"}
    event = ban(length, materials=[material])
    assert lost(richer, **event) <= lost(tables, **event) + 1e-6


@given(single_paths(), st.integers(1, 100), st.sampled_from([1.25, 2.0]))
@budget(60)
def test_more_capacity_never_hurts(tables: Table, length: int, factor: float) -> None:
    """R7: a maker that makes the same lots faster never raises lost demand."""
    faster = copy.deepcopy(tables)
    maker = faster["sites"][f"{product(tables)}_maker"]
    maker["capacity"] = f"{float(maker['capacity'][:-4]) * factor} t/d"
    maker["campaign"] = f"{float(maker['campaign'][:-2]) / factor} d"
    event = {"kind": "outage", "sites": ["ore_maker"], "lasts": f"{length} d"}
    assert lost(faster, **event) <= lost(tables, **event) + 1e-6


def test_the_losses_compared_are_not_all_zero() -> None:
    """A month without supply on ten days' stock does lose demand, and a longer one more."""
    tables: Table = {
        "name": "short", "start": dt.date(2026, 1, 1), "horizon": "300 d",
        "sites": {
            "ore_maker": {"kind": "mine", "country": "AA", "makes": "ore", "capacity": "2 t/d"},
            "market": {"kind": "market", "country": "BB", "demands": "ore", "rate": "2 t/d", "cover": {"ore": "10 d"}},
        },
        "lanes": [{"material": "ore", "from": "ore_maker", "to": "market", "lead_time": "5 d"}],
    }  # fmt: skip
    losses = [lost(tables, **ban(length, materials=["ore"])) for length in (1, 30, 60)]
    assert losses[0] < losses[1] < losses[2]


def halved(tables: Table, at: int) -> Table:
    """The scenario with one lane as two of half the share and capacity."""
    found = copy.deepcopy(tables)
    lane = found["lanes"].pop(at)
    if "capacity" in lane:
        lane["capacity"] = f"{float(lane['capacity'][:-4]) / 2} t/d"
    found["lanes"] += [{**lane, "name": f"half {n}", "share": 0.5} for n in (1, 2)]
    return found


def assert_close(one: Outcome, other: Outcome) -> None:
    for name in ("served", "demanded", "owed", "made", "on_hand"):
        assert np.allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-6), name
    areas = [np.trapezoid(run.curve("market")[:, 1], run.curve("market")[:, 0]) for run in (one, other)]
    assert areas[0] == pytest.approx(areas[1], rel=1e-9)


EVENTS = st.sampled_from([
    {"kind": "ban", "passes": 0.0},
    {"kind": "ban", "passes": 0.4},
    {"kind": "licence", "permit": {"processing": "20 d", "covers": "30 d", "renewal": 1.0}},
    {"kind": "quota", "tonnage": "60 t", "shared": "contract"},
    {"kind": "outage", "sites": ["ore_maker"], "recall": "lost"},
])  # fmt: skip


@given(single_paths(limited=True), EVENTS, st.booleans())
@budget(80)
def test_two_half_lanes_are_one(tables: Table, event: Table, last: bool) -> None:
    """R9: with fixed lead times, two lanes of half the share and capacity do what the one did."""
    control = {} if event["kind"] == "outage" else {"actor": "AA", "materials": [product(tables)]}
    tables = {**tables, "disruptions": {"it": {**event, **control, "starts": "day 60", "lasts": "80 d"}}}
    assert_close(play(tables), play(halved(tables, -1 if last else 0)))


@given(scenarios(disrupted=False), st.integers(50, 150))
@budget(40)
def test_time_to_survive_knows_no_future(tables: Table, length: int) -> None:
    """R11: once an outage outlasts the stock, a longer one leaves the time to survive where it is."""
    outage = {"kind": "outage", "country": tables["sites"]["mine0"]["country"], "starts": "day 40", "recall": "lost"}
    found = []
    for lasts in (length, length + 50):
        result = ds.run(make({**tables, "disruptions": {"it": {**outage, "lasts": f"{lasts} d"}}}), 1, workers=1)
        found.append([result.column("time_to_survive", row) for row in range(len(result.subjects))])
    for (value, state), (later, then) in zip(*found, strict=True):
        if state[0] == OBSERVED and value[0] < length - 1e-6:
            assert then[0] == OBSERVED
            assert later[0] == pytest.approx(value[0], rel=1e-9, abs=1e-6)
        elif then[0] == OBSERVED:
            assert later[0] >= length - 1e-6


@given(scenarios())
@budget(30)
def test_losses_are_what_the_twin_did_beyond_the_run(tables: Table) -> None:
    """R12: lost output of sites, and unserved demand of markets and of all of them, from the two runs' totals."""
    scenario = make(tables)
    assume(all(site.kind != "market" or site.unit_value == 0.0 for site in scenario.sites.values()))
    result = ds.run(scenario, 1, workers=1)
    run, twin = play(scenario), play(scenario, future=TWIN)
    markets = [name for name, site in scenario.sites.items() if site.kind == "market"]
    for name in markets:
        expected = float((twin.served - run.served)[run.market(name)])
        assert result.column("unserved", result.subject(name, "market"))[0][0] == pytest.approx(expected, abs=1e-6)
    total = sum(result.column("unserved", result.subject(name, "market"))[0][0] for name in markets)
    assert result.column("unserved", "all markets")[0][0] == pytest.approx(total, abs=1e-6)
    makers = [subject.name for subject in result.subjects if subject.kind == "site"]
    lost_making = [result.column("lost_making", result.subject(name, "site"))[0][0] for name in makers]
    assert lost_making == pytest.approx([twin.made_by(name) - run.made_by(name) for name in makers], abs=1e-6)
