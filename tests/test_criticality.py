"""Knock-outs of sites, lanes and countries: what is lost is what the network loses, under one luck."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hand import Table, lane, market, mine, network
from shell import INVALID, USAGE, Shell

import disruptsim as ds
from disruptsim.errors import ScenarioError
from disruptsim.montecarlo.knockouts import Criticality, criticality

SMALL = Path(__file__).parent.parent / "scenarios" / "small.toml"


def two_mines(**fields: Any) -> ds.Scenario:
    """Mines of 6 and 2 t/d push to a market of 8 t/d that keeps no stock; a disruption of its own that must not count."""
    sites: Table = {
        "big": mine(6.0, 0.1, cover={"ore": "0 d"}),
        "small": {**mine(2.0, 0.1, cover={"ore": "0 d"}), "country": "CC"},
        "M": {**market(8.0, 1.0), "replenish": {"policy": "push"}, **fields},
    }
    fire = {"fire": {"kind": "outage", "sites": ["big", "small"], "starts": "day 20"}}
    return ds.Scenario.from_dict(
        network(200.0, sites, [lane("big", "M", lead=0.0), lane("small", "M", lead=0.0)], disruptions=fire)
    )


def knock(scenario: ds.Scenario, **options: Any) -> Criticality:
    return criticality(scenario, 3, 1, workers=1, **{"starts": 50.0, "lasts": 20.0, **options})


def test_losses_are_flows_times_days() -> None:
    """20 d without 6 t/d are 120 t, without 2 t/d 40 t; what a store holds comes after a lane is back, and is lost here."""
    found = {(one.kind, one.name): one for one in knock(two_mines()).knockouts}
    assert found["sites", "big"].loss.value == pytest.approx(120.0, abs=1.0)
    assert found["sites", "small"].loss.value == pytest.approx(40.0, abs=1.0)
    assert found["countries", "AA"].loss.value == found["sites", "big"].loss.value
    assert found["countries", "CC"].loss.value == found["sites", "small"].loss.value
    assert found["sites", "big"].bound == pytest.approx(6.0)
    assert found["lanes", "small>M"].bound == pytest.approx(2.0)
    assert found["sites", "big"].survive is not None
    assert found["sites", "big"].survive.value == pytest.approx(0.1, abs=0.3)


def test_the_most_critical_comes_first() -> None:
    found = knock(two_mines(), kinds=("sites",)).knockouts
    assert [one.name for one in found] == ["big", "small"]
    assert [(one.rank.value, one.rank.low, one.rank.high) for one in found] == [(1.0, 1.0, 1.0), (2.0, 2.0, 2.0)]


def test_pairs_are_held_against_the_sum() -> None:
    """Nothing is shared here: both out lose what each loses. With a stock of 60 t the losses are 60, 0, and
    together 100 t."""
    pair = next(one for one in knock(two_mines(), kinds=("sites",), pairs=True).knockouts if one.kind == "pairs")
    assert pair.loss.value == pytest.approx(160.0, abs=2.0)
    assert pair.together is not None
    assert pair.together.value == pytest.approx(0.0, abs=2.0)
    stocked = two_mines(initial={"ore": "60 t"})
    more = next(one for one in knock(stocked, kinds=("sites",), pairs=True).knockouts if one.kind == "pairs")
    assert more.together is not None
    assert more.together.value == pytest.approx(40.0, abs=2.0)


def test_what_takes_no_time_loses_nothing() -> None:
    """Beyond any stock, a shorter knock-out loses less; a lane that nobody uses loses nothing."""
    long = {one.name: one.loss.value for one in knock(two_mines(), kinds=("sites",)).knockouts}
    short = {one.name: one.loss.value for one in knock(two_mines(), kinds=("sites",), lasts=5.0).knockouts}
    assert all(short[name] < long[name] for name in long)


def test_the_scenario_itself_is_left_out() -> None:
    """Neither its disruptions nor its policies: nothing but the knock-outs differs from the twin."""
    found = knock(two_mines(), kinds=("sites",))
    assert {policy for policy, _ in found.result.cases} == {"none"}
    assert {future for _, future in found.result.cases} == {"site big", "site small"}


def test_knock_outs_share_their_luck() -> None:
    """The twin is one: the same replication of another knock-out differs by the knock-out alone."""
    scenario = ds.load(SMALL)
    alone = criticality(scenario, 6, 3, kinds=("sites",), workers=1)
    more = criticality(scenario, 6, 3, kinds=("sites", "lanes"), workers=1)
    for name in ("site motor_works", "site home_mine"):
        one, other = (x.result.column("unserved", "all markets", "none", name)[0] for x in (alone, more))
        assert np.array_equal(one, other)


def test_systemic_index_of_a_chain() -> None:
    """Everything hangs on one mine: without it all is lost, in the index too."""
    sites = {"W": mine(5.0, 0.1), "M": {**market(5.0, 1.0), "replenish": {"policy": "push"}}}
    found = knock(ds.Scenario.from_dict(network(200.0, sites, [lane(lead=0.0)])))
    by = {(one.kind, one.name): one.systemic for one in found.knockouts}
    assert by["sites", "W"] == pytest.approx(1.0)
    assert math.isnan(by["lanes", "W>M"])


def test_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shell = Shell(capsys)
    found = shell.json("criticality", SMALL, "-n", 4, "--kind", "sites", "--starts", "day 60", "--lasts", "3 mo")
    assert found["format"] == "disruptsim.criticality/1"
    assert found["lasts"] == pytest.approx(3 * 365 / 12)
    assert found["knockouts"][0]["name"] == "motor_works"
    text, _ = shell("criticality", str(SMALL), "-n", "4", "--kind", "sites", "--pairs")
    assert "beyond the sum" in text
    assert "motor_works" in text


def test_what_cannot_be_knocked_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ScenarioError, match="within the 200 d"):
        knock(two_mines(), starts=300.0)
    shell = Shell(capsys)
    _, told = shell("criticality", str(SMALL), "--starts", "soon", code=USAGE)
    assert "--starts" in told
    _, told = shell("criticality", str(SMALL), "-n", "2", "--pairs", code=INVALID)
    assert "12 elements at most" in told
