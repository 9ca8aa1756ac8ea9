"""Programmes: who is served first, substitution, recycling, sharing in a bloc. Sums by hand."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from deals import Deal, Table, assert_needed, paid
from hand import control, lane, market, network, warehouse
from test_effects_prices import factory
from trade import Play, ban, two_zones

from disruptsim.world import kinds as k


def played(found: Table, *instruments: Table) -> Deal:
    """A run of one bundle whose policies are adopted at once."""
    policies: Table = {f"part{n}": one for n, one in enumerate(instruments)}
    return Deal({**found, "policies": {**policies, "all": {"extends": list(policies)}}}, "all")


def short(allocation: str = "contract", **parts: Any) -> Table:
    """M, of defence, and N use 1 t a day each; a mine at home makes 1 t a day, from day 100 on, of the 2 t before."""
    users = {"cover": {"ore": "10 d"}, "country": "BB", "kind": "market", "demands": "ore", "rate": "1 t/d"}
    sites = {
        "W": {
            "kind": "mine",
            "country": "BB",
            "makes": "ore",
            "capacity": "2 t/d",
            "campaign": "1 d",
            "allocation": allocation,
        },
        "M": {**users, "class": "defence", "replenish": {"review": "5 d", "offset": "0 d"}},
        "N": {**users, "replenish": {"review": "5 d", "offset": "0 d"}},
    }
    cut = {"kind": "outage", "sites": ["W"], "capacity_left": 0.5, "starts": "day 100"}
    return {
        "name": "short", "start": dt.date(2026, 1, 1), "horizon": "400 d", "sites": sites,
        "lanes": [lane(), lane(end="N")], "disruptions": {"cut": {**cut, "lasts": "1000 d"}},
        "materials": {"ore": {"price": "100 USD/t"}}, "economy": {}, **parts,
    }  # fmt: skip


FIRST = {"demand_priority": {"country": "BB", "classes": ["defence", "civil"]}}


def test_defence_is_served_before_civil() -> None:
    """In 300 d 600 t are asked for and 300 are made: shared, each loses 150 t less its stock; by priority M loses nothing
    and N all that both lost."""
    none, ranked = Deal(short()), played(short(), FIRST)
    assert none.lost("M") == pytest.approx(none.lost("N"), rel=0.1)
    assert none.lost("M") > 120.0
    assert ranked.lost("M") == pytest.approx(0.0, abs=0.01)
    assert ranked.lost("N") == pytest.approx(none.lost("M") + none.lost("N"), rel=0.05)
    turned = played(short(), {"demand_priority": {"country": "BB", "classes": ["civil", "defence"]}})
    assert turned.lost("N") == pytest.approx(0.0, abs=0.01)


def test_elsewhere_nobody_serves_by_it() -> None:
    found = short()
    found["sites"]["far"] = warehouse()
    found["sites"]["F"] = market(country="AA")
    found["lanes"].append(lane("far", "F"))
    other = played(found, {"demand_priority": {"country": "AA", "classes": ["defence"]}})
    assert other.lost("M") == Deal(found).lost("M")


def test_a_rule_of_priority_is_needed() -> None:
    """Adopted after the shortage, or never, it changes nothing; in calm there is enough, and it does nothing either."""
    assert_needed(short(), FIRST)
    calm = short(disruptions={})
    assert np.array_equal(Deal(calm).outcome.marks, played(calm, FIRST).outcome.marks)


def test_stockpiles_serve_by_it_too() -> None:
    """R has 30 t for M and N, who are cut off, and releases 1 t a day: by halves each gets 15 t; by priority M gets what
    it uses, a tonne a day, and N what is left over on the first days, when M lacks less."""
    drawn = {"when": "control ban in effect", "rate": "1 t/d", "interval": "1 d", "keep": "1 d"}
    reserve = {
        "kind": "stockpile",
        "country": "BB",
        "holds": {"ore": {"target": "30 t", "initial": "30 t"}},
        "draw": drawn,
    }
    sites = {"W": warehouse(), "R": reserve, "M": market(stock=15, **{"class": "defence"}), "N": market(stock=15)}
    found = network(
        100, sites, [lane(), lane(end="N"), lane("R", "M", lead=1), lane("R", "N", lead=1)],
        disruptions={"ban": control("ban", starts="day 12", lasts="1000 d")},
        materials={"ore": {"price": "100 USD/t"}}, economy={},
    )  # fmt: skip
    none, ranked = Deal(found), played(found, FIRST)
    assert none.sent("R>M") == pytest.approx(15.0, abs=1.0)
    assert ranked.sent("R>M") > 25.0
    assert ranked.sent("R>M") + ranked.sent("R>N") == pytest.approx(30.0)
    assert none.lost("M") - ranked.lost("M") == pytest.approx(ranked.sent("R>M") - none.sent("R>M"), abs=0.1)


def saving(found: Table, *instruments: Table) -> tuple[Deal, float]:
    """A run, and the share of metal that the works has saved."""
    run = played(found, *instruments) if instruments else Deal(found)
    return run, 1.0 - run.sim.world.holdings[run.layout.inputs["works", "metal"]].per_unit


def dear(**economy: Any) -> Table:
    event = ban(100.0, 2000.0, passes=0.3)
    return two_zones(500.0, disruptions={"ban": event}, economy={"substitution": "5 %/yr", **economy}, **factory())


FASTER = {"substitution": {"materials": ["metal"], "faster": "15 %/yr", "cost": "100 USD/d"}}


def test_a_programme_substitutes_faster() -> None:
    """At each look a yearly rate of 5%, or 20% with the programme, times 7/365, times ln(price) over ln 2, at most 1."""
    (none, slow), (run, fast) = saving(dear()), saving(dear(), FASTER)
    for play, rate, saved in ((none, 0.05, slow), (run, 0.20, fast)):
        heights = [min(1.0, max(0.0, math.log(x)) / math.log(2.0)) for x in play.path("bloc")[:72]]
        assert saved == pytest.approx(min(0.5, sum(rate * 7.0 / 365.0 * height for height in heights)), rel=1e-6)
    assert fast > 2.5 * slow > 0.02
    assert paid(run, "treasury", "programme") == pytest.approx(100.0 * 497.0)


def test_two_programmes_add_up_and_another_zone_is_not_helped() -> None:
    one, two = saving(dear(), FASTER)[1], saving(dear(), FASTER, FASTER)[1]
    assert two > 1.4 * one
    there = saving(dear(), {"substitution": {**FASTER["substitution"], "country": "china"}})[1]
    assert there == pytest.approx(saving(dear())[1], rel=1e-9)


def test_a_programme_needs_dear_metal() -> None:
    """In calm it costs, and saves nothing; never adopted, it changes nothing."""
    assert_needed(dear(), {"substitution": {**FASTER["substitution"], "cost": "0 USD/d"}})
    calm = two_zones(400.0, **factory())
    assert saving(calm, FASTER)[1] == 0.0
    late = {**FASTER, "adopted": {"promised": "day 250"}}
    assert saving(dear())[1] < saving(dear(), late)[1] < saving(dear(), FASTER)[1]


def scrap(horizon: float = 1000.0, lag: float = 100.0) -> Table:
    """A fifth of what users are served comes back after 50 d, to a recycler that has room for twice of that."""
    found = two_zones(horizon, share=0.8, economy={"recycling_lag": f"{lag} d"})
    found["sites"]["own"] = {
        "kind": "recycler", "country": "US", "makes": "metal", "capacity": "0.6 t/d", "campaign": "1 d",
        "follows": {"users": 0.2}, "lag": "50 d", "minimum_run": 0.01, "storage": {"metal": "900 t"},
    }  # fmt: skip
    return found


MORE = {"recycling": {"sites": ["own"], "more": 0.5, "cost": "100 USD/d"}}


def test_a_programme_brings_more_back_after_a_lag() -> None:
    """0.2 t a day in calm, and half as much again in the long run: 0.3. The share that is added goes 1 - exp(-t / 100 d)
    of its way, and is made 50 d later."""
    none, run = Deal(scrap()), played(scrap(), MORE)
    assert none.made("own", 300.0, 900.0) / 600.0 == pytest.approx(0.2, rel=0.01)
    assert run.made("own", 0.0, 45.0) == pytest.approx(none.made("own", 0.0, 45.0), rel=0.01)
    assert run.made("own", 700.0, 900.0) / 200.0 == pytest.approx(0.3, rel=0.01)
    grown = run.made("own", 140.0, 160.0) / 20.0  # of what came 50 d before, on day 100
    assert grown == pytest.approx(0.2 * (1.0 + 0.5 * (1.0 - math.exp(-1.0))), rel=0.03)
    assert paid(run, "treasury", "programme") == pytest.approx(100.0 * 994.0)


def test_programmes_that_collect_add_up() -> None:
    run = played(scrap(), MORE, MORE)
    assert run.made("own", 700.0, 900.0) / 200.0 == pytest.approx(0.4, rel=0.01)


def test_a_recycling_programme_is_needed() -> None:
    free = {"recycling": {**MORE["recycling"], "cost": "0 USD/d"}}
    assert_needed(scrap(400.0), free, nothing={"recycling": {"sites": ["own"], "more": 0.0}})


def test_more_is_recycled_where_it_is_needed() -> None:
    """What is added comes in a ban too."""
    found = scrap()
    found["disruptions"] = {"ban": ban(500.0, 300.0)}
    assert Deal(found).lost("users") - played(found, MORE).lost("users") > 15.0


def test_sharing_lifts_bans_inside_a_bloc() -> None:
    """The bloc's own plant stands in JP, which keeps its goods for itself for 200 d. Where members know no bans among
    themselves, and not where they are a bloc with a floor alone, US goes on as if nothing were."""
    found = two_zones(500.0, share=0.2, cover=10.0, disruptions={"own": {**ban(100.0, 200.0), "actor": "JP"}})
    found["sites"]["own"]["country"] = "JP"
    border = {"members": ["US", "JP"], "floors": {"metal": "1 USD/kg"}}
    none = Deal(found)
    alone, shared = (played(found, {"trading_bloc": {**border, "sharing": sharing}}) for sharing in (False, True))
    assert none.lost("users") > 5.0
    assert alone.lost("users") == none.lost("users")
    assert shared.lost("users") == 0.0
    assert shared.told(k.SAID_DEPARTED, "own")[5][0] > 0.0
    assert Play({**found, "disruptions": {}}).lost() == 0.0
